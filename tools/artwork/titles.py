"""Owns the list of drawn titles: slug, seed, lettering and tone; reads no drawing library."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of lettering: size and places in units, tracking as part of the size, `y` the baseline."""

    text: str
    face: str
    size: float
    track: float
    y: float
    x: float = 0.0
    scale: tuple[float, ...] | None = None
    slit: bool = False


@dataclass(frozen=True)
class Title:
    """What a drawn title needs beside its scene; `ink` is the lettering's colour on the wide picture."""

    seed: int
    ink: str
    lines: tuple[Line, ...]
    is_light: bool = False  # where words stand on the wide picture
    letter_seed: int = 0

    @property
    def tone(self) -> str:
        """The tone that templates know as `hero_tone`."""
        return "light" if self.is_light else "dark"


def module_of(slug: str) -> str:
    """The name of the module in `scenes` that draws a title."""
    return slug.replace("-", "_")


TITLES: dict[str, Title] = {
    "return-the-lantern": Title(660137821, "#f6ead2", (Line("还灯", "brush", 1, -0.1, 0.7539),), letter_seed=660137821),
    "morning-rain-lane": Title(
        1411172222, "#22312f", (Line("朝雨巷", "xiaowei", 1, 0.04, 0.7739),), is_light=True, letter_seed=1411172222
    ),
    "courier-beyond-the-ranges": Title(
        2632603728, "#14211b", (Line("重山信使", "song", 1, 0.06, 0.856),), is_light=True, letter_seed=2632603728
    ),
    "piano-shop-nine": Title(
        1199161974,
        "#f0e4cc",
        (Line("旧都", "xiaowei", 0.74, 0.06, 0.5742), Line("九号琴行", "xiaowei", 1, 0.06, 1.5611)),
        letter_seed=1199161974,
    ),
    "night-frequency": Title(
        870706500, "#f2ead2", (Line("夜航频率", "hei", 1, 0.12, 0.8589, slit=True),), letter_seed=870706500
    ),
    "west-of-orion": Title(477941137, "#e6ecff", (Line("参宿以西", "heir", 1, 0.26, 0.8459),), letter_seed=477941137),
    "qius-kitchen": Title(
        592540744,
        "#2e4057",
        (Line("仇家", "heavy", 1, 0.05, 0.8141), Line("小馆", "heavy", 1, 0.05, 1.892)),
        is_light=True,
        letter_seed=592540744,
    ),
    "the-third-desk": Title(
        2837820461,
        "#f7f2e6",
        (Line("第三张", "smiley", 1, 0.04, 0.8899), Line("课桌", "smiley", 1, 0.04, 2.0208)),
        letter_seed=2837820461,
    ),
    "lights-over-the-salt-fields": Title(2390, "#f7dfae", (Line("盐田灯火", "kaib", 1, 0.04, 0.92),), letter_seed=2391),
    "wutong-lane-legal-aid": Title(
        87381,
        "#3f4b3b",
        (Line("梧桐里", "xiaowei", 1, 0.1, 0.92), Line("法律援助所", "xiaowei", 0.56, 0.14, 1.5584)),
        is_light=True,
        letter_seed=87382,
    ),
    "storm-eye-hotel": Title(79103, "#fff0e6", (Line("风眼旅馆", "heavy", 1, 0.05, 0.92),), letter_seed=79104),
    "altitude-4700": Title(30505, "#f4efe6", (Line("海拔四千七", "heir", 1, 0.14, 0.92),), letter_seed=30506),
    "house-of-listening-cranes": Title(
        34298, "#b3202a", (Line("听鹤楼", "brush", 1, 0.02, 0.92),), is_light=True, letter_seed=34299
    ),
    "ballad-of-the-court-musicians": Title(
        50133, "#f2d7a0", (Line("乐工行", "song", 1, 0.18, 0.92),), letter_seed=50134
    ),
    "tide-tables": Title(8504, "#eef2ef", (Line("潮汐历", "songr", 1, 0.16, 0.92),), letter_seed=8505),
    "clockmaker-on-platform-four": Title(
        88530,
        "#f7e7c4",
        (Line("四号站台的", "xiaowei", 0.56, 0.22, 0.5152), Line("钟表匠", "xiaowei", 1, 0.16, 1.6552)),
        letter_seed=88531,
    ),
    "house-of-mended-gold": Title(1, "#ebcb79", (Line("金缮之家", "xiaowei", 1, 0.16, 0.9),), letter_seed=1),
    "after-the-last-tram": Title(
        1,
        "#f6e3ae",
        (Line("末班电车之后", "heir", 1, 0.14, 0.9), Line("AFTER THE LAST TRAM", "josefin", 0.26, 0.32, 1.355, 0.04)),
        letter_seed=1,
    ),
    "ferry-to-inis-dorn": Title(
        1,
        "#f2efe4",
        (
            Line("开往", "song", 0.42, 0.12, 0.378, 0.03),
            Line("因尼斯多恩", "song", 1, 0.02, 1.458),
            Line("的渡船", "song", 0.42, 0.12, 1.9116, 3.62),
        ),
        letter_seed=1,
    ),
    "turnip-hollow-kindergarten": Title(
        1, "#ffe9b8", (Line("萝卜坑", "kids", 1, 0.03, 0.9), Line("幼儿园", "kids", 0.72, 0.03, 1.6776)), letter_seed=1
    ),
    "xiaoman-and-the-kites": Title(
        1,
        "#1f4a40",
        (Line("小满和", "kids", 0.84, 0.02, 0.756), Line("二十四只风筝", "kids", 1, 0.01, 1.836)),
        is_light=True,
        letter_seed=1,
    ),
    "undersea-garage": Title(1, "#ffd166", (Line("海底修车铺", "kids", 1, 0.03, 0.9),), letter_seed=1),
    "mr-shans-summer": Title(1, "#f8f3e6", (Line("单老师的夏天", "kaib", 1, 0.02, 0.9),), letter_seed=1),
    "the-last-cable-car": Title(1, "#ffddb0", (Line("最后一班缆车", "xiaowei", 1, 0.07, 0.9),), letter_seed=1),
    "a-thousand-li-in-formation": Title(19078, "#f6f1e6", (Line("雁行千里", "brush", 1, 0.02, 0.7934),)),
    "the-same-name": Title(54623, "#f4f4f2", (Line("重名", "song", 1, 0.1, 0.853),)),
    "mr-ges-hat": Title(4924, "#f6dfa8", (Line("盖先生的帽子", "kids", 1, 0.04, 0.79),)),
    "projectionist-of-the-old-pier": Title(
        38102,
        "#f7e3c0",
        (Line("旧码头的", "xiaowei", 0.46, 0.3, 0.3606, 0.2794), Line("放映员", "xiaowei", 0.92, 0.06, 1.2329)),
    ),
    "twenty-below-swim-team": Title(179, "#16425b", (Line("零下二十度泳队", "smiley", 1, 0.1, 0.896),), is_light=True),
    "nine-minutes-of-dusk": Title(75756, "#f9eee2", (Line("九分钟暮色", "kail", 0.8, 0.26, 0.6535),)),
    "library-for-rainy-days": Title(65047, "#fbf6ea", (Line("避雨图书馆", "kaib", 0.8, 0.08, 0.6496),)),
    "lighthouse-ledger": Title(10659, "#f6e6b8", (Line("灯塔账簿", "song", 0.8, 0.16, 0.684),)),
    "a-call-from-the-far-side": Title(75202, "#e9eff8", (Line("月背来电", "heavy", 1, 0.1, 1),), letter_seed=75203),
    "the-man-who-looked-like-father": Title(
        71055,
        "#241f1c",
        (Line("长得像", "songr", 1, 0.04, 1), Line("父亲的人", "songr", 1, 0.04, 2.16)),
        is_light=True,
        letter_seed=71056,
    ),
    "twenty-four-hours-of-a-river": Title(
        65732,
        "#f3e9d2",
        (Line("一条河的", "xiaowei", 1, 0.06, 1), Line("二十四小时", "xiaowei", 1, 0.06, 2.16)),
        letter_seed=65733,
    ),
    "trades": Title(54352, "#efe6d5", (Line("行当", "song", 1, 0.06, 1),), letter_seed=54353),
    "leaving-at-dawn": Title(3208, "#f0e2c0", (Line("朝发夕至", "kaib", 1, 0.08, 1),), letter_seed=3209),
    "the-bog-remembers": Title(26082, "#efe0b0", (Line("泥炭记得", "kaib", 1, 0.06, 1),), letter_seed=26083),
    "who-cooks-tonight": Title(
        34674, "#f9ed69", (Line("今晚谁", "heavy", 1, 0.04, 1), Line("开饭", "heavy", 1, 0.04, 2.16)), letter_seed=34675
    ),
    "three-minutes-in-the-lift": Title(
        73732, "#f1ebdd", (Line("电梯三分钟", "smiley", 1, 0.02, 1),), letter_seed=73733
    ),
}
