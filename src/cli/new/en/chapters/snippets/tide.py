"""How far the tide has risen, hour by hour."""

# ANCHOR: twelfths
TWELFTHS = [1, 2, 3, 3, 2, 1]


def risen(hours: int) -> float:
    """Share of the range that has come in after whole hours."""
    return sum(TWELFTHS[:hours]) / 12
# ANCHOR_END: twelfths


if __name__ == "__main__":
    print([round(risen(hour), 2) for hour in range(7)])
