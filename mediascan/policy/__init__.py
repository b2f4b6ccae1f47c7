"""Floor 3, policy: rules as data, and the verdict they give."""
