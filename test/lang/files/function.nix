x: x.y
