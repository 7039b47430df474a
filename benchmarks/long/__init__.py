"""One long form in three tongues: as a pack, as WTForms written by hand, and as a form of Form.io."""
