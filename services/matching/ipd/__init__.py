"""An I-PD: a host agency with its places and offers (Lampiran I)."""
