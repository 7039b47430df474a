"""What a browser transfers: every byte that the network brings, the heads of answers and redirects included."""

from typing import Any

from playwright.sync_api import Page


class Scale:
    """Weighs what a page loads between two readings."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._addresses: dict[str, str] = {}
        self._brought: dict[str, int] = {}
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", self._begun)
        network.on("Network.loadingFinished", self._ended)

    def _begun(self, event: dict[str, Any]) -> None:
        if "redirectResponse" in event:
            self._add(event["redirectResponse"]["url"], event["redirectResponse"]["encodedDataLength"])
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _ended(self, event: dict[str, Any]) -> None:
        self._add(self._addresses[event["requestId"]], event["encodedDataLength"])

    def _add(self, address: str, size: float) -> None:
        self._brought[address] = self._brought.get(address, 0) + round(size)

    def read(self) -> dict[str, int]:
        """Return the bytes by address since the last reading; what the browser had of its own is not among them."""
        self._page.wait_for_load_state("networkidle")
        found, self._brought = self._brought, {}
        return {address: size for address, size in found.items() if size}
