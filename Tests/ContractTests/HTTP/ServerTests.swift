import Testing

/// HTTP against `opstui serve` with its defaults: neither Redis nor broker nor upstream.
@Suite(.serialized, .server, .timeLimit(.minutes(3))) struct ServerTests {}
