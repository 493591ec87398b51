"""Networks. G(z, cond) and D(x, cond) always; unconditional ones ignore cond. No network sees a loss."""
