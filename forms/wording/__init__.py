"""A condition in words: "“Loại công trình” là “Nhà ở riêng lẻ”", for whoever wonders why something is asked."""

from forms.wording.names import Word, Words
from forms.wording.reasons import because_words, condition_words

__all__ = ["Word", "Words", "because_words", "condition_words"]
