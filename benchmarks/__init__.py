"""The measured claims, each beside named peers in the same run."""

import sys
from pathlib import Path

PEERS = Path(sys.prefix) / "peers"
"""Where ``make bench`` puts the peers' Python packages; they are in no lock of the product."""
PEERS_OF_NODE = Path(sys.prefix) / "peers-node"
"""And npm's, where there is Node."""

if str(PEERS) not in sys.path:
    sys.path.append(str(PEERS))
