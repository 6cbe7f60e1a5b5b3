"""Keys that work while another program has the keyboard: press *and* release, by whatever way there is."""
