"""What pages share: language, links, forms, charts, live panels, components."""
