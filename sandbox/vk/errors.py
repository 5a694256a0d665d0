from typing import Any

TEXTS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    15: "Access denied",
    27: "Group authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    113: "Invalid user id",
    901: "Can't send messages for users without permission",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
}


class ApiError(Exception):
    """What VK answers instead of a response; numbers and texts are those of its schema."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.text = f"{TEXTS[code]}: {detail}" if detail else TEXTS[code]
        super().__init__(self.text)

    def body(self, request_params: list[dict[str, str]]) -> dict[str, Any]:
        return {"error": {"error_code": self.code, "error_msg": self.text, "request_params": request_params}}

    def within_execute(self, method: str) -> dict[str, Any]:
        return {"method": method, "error_code": self.code, "error_msg": self.text}


def wrong(detail: str) -> ApiError:
    return ApiError(100, detail)
