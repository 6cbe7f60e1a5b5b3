"""Conversations kept on this computer, for whoever has switched that on; what can be taken out of them."""
