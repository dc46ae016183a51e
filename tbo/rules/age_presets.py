"""Minutes and nights by age, as of 15 November 2024.

They follow the Guideline for Building a Minors' Mode on Mobile Internet (移动互联网未成年人模式建设指南), published by
the Cyberspace Administration of China on that day: without a parent's wish otherwise, at most 40 minutes a day under
8 years, an hour from 8 to 16, two hours from 16 to 18, and nothing between 22:00 and 06:00. A parent may change all of
it. It also asks for reminders to rest: here they come after half an hour at a stretch, and stop nothing. Whoever
changes these figures changes the date above, and says which text they follow.
"""

from dataclasses import dataclass
from datetime import timedelta

AS_OF = "2024-11-15"
# A minor is reminded of a rest each time it has watched for so long without a break.
REMIND_EVERY = timedelta(minutes=30)
BREAK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AgePreset:
    """What is usual for an age: minutes on any day, and the night's rest in minutes since midnight."""

    key: str
    minutes: int
    rest_from: int = 22 * 60
    rest_until: int = 6 * 60


PRESETS = {preset.key: preset for preset in (AgePreset("under-8", 40), AgePreset("8-16", 60), AgePreset("16-18", 120))}
