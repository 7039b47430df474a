"""What is written on the map: the sea, the two archipelagos with their islands, and the short names of units."""

from tools.map_sources import Place

SEA: list[tuple[Place, tuple[str, str]]] = [((112.6, 13.9), ("Biển Đông", "East Sea"))]
GROUPS: list[tuple[Place, tuple[str, str]]] = [
    ((112.0, 17.35), ("Quần đảo Hoàng Sa (Việt Nam)", "Hoàng Sa Archipelago (Viet Nam)")),
    ((112.3, 7.0), ("Quần đảo Trường Sa (Việt Nam)", "Trường Sa Archipelago (Viet Nam)")),
]
ISLES: list[tuple[Place, str]] = [
    ((111.607, 16.534), "Đảo Hoàng Sa"),
    ((111.586, 16.506), "Đảo Hữu Nhật"),
    ((111.506, 16.447), "Đảo Quang Ảnh"),
    ((111.711, 16.452), "Đảo Quang Hòa"),
    ((111.743, 16.465), "Đảo Duy Mộng"),
    ((111.201, 15.782), "Đảo Tri Tôn"),
    ((111.760, 16.047), "Đảo Bạch Quy"),
    ((112.333, 16.832), "Đảo Phú Lâm"),
    ((112.731, 16.664), "Đảo Linh Côn"),
    ((111.920, 8.645), "Đảo Trường Sa"),
    ((112.918, 7.893), "Đảo An Bang"),
    ((114.331, 11.430), "Đảo Song Tử Tây"),
    ((114.280, 11.045), "Đảo Thị Tứ"),
    ((114.424, 10.669), "Đảo Loại Ta"),
    ((114.363, 10.374), "Đảo Ba Bình"),
    ((114.467, 10.373), "Đảo Sơn Ca"),
    ((114.364, 10.182), "Đảo Nam Yết"),
    ((114.329, 9.886), "Đảo Sinh Tồn"),
    ((114.563, 9.905), "Đảo Sinh Tồn Đông"),
    ((113.690, 8.967), "Đảo Phan Vinh"),
]
"""The islands that people live on or know by name, to about a kilometre."""
_KINDS = ("Thành phố ", "Tỉnh ", "Phường ", "Xã ", "Đặc khu ")


def short(name: str) -> str:
    """Return the name of a unit without its kind, but for the city that is called after a person."""
    if name == "Thành phố Hồ Chí Minh":
        return "TP. Hồ Chí Minh"
    for kind in _KINDS:
        name = name.removeprefix(kind)
    return name
