"""Made-up trees of records of any size, for measuring: a city's year in the texts' proportions.

The same scale and seed give the same bytes on every machine. Everything hangs together as real
records do, so that a check finds nothing in it but the faults planted on purpose. People are
numbers, places and teams are counted through: nothing here looks like anybody's.
"""

from gongshi.intake.synth.sizes import SCALES
from gongshi.intake.synth.write import Written, write_tree

__all__ = ["SCALES", "Written", "write_tree"]
