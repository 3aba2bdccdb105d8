"""Wie weit das Wasser von Stunde zu Stunde gestiegen ist."""

# ANCHOR: zwoelftel
ZWOELFTEL = [1, 2, 3, 3, 2, 1]


def gestiegen(stunden: int) -> float:
    """Anteil des Tidenhubs, der nach ganzen Stunden aufgelaufen ist."""
    return sum(ZWOELFTEL[:stunden]) / 12
# ANCHOR_END: zwoelftel


if __name__ == "__main__":
    print([round(gestiegen(stunde), 2) for stunde in range(7)])
