def height(h):
    low = 1

    return low + h
