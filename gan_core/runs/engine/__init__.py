"""Where runs train: threads of this process or processes of their own, in fair turns."""
