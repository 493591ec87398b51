"""Networks: G(z, cond), D(x, cond); unconditional ones ignore cond. No network sees a loss."""
