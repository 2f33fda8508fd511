import NIOHTTP1

/// Says in words what the parser said in codes.
enum WireFaultReading {
    static func fault(for error: any Error) -> WireFault {
        guard let error = error as? HTTPParserError else { return .unreadable }
        switch error {
        case .headerOverflow: return .headerTooLarge
        case .invalidVersion: return .malformed("This server speaks HTTP/1.1 and HTTP/1.0 here, no other version.")
        case .invalidMethod: return .malformed("The request's method is none that this server knows.")
        case .invalidURL: return .malformed("The request's target is no path.")
        case .invalidHeaderToken: return .malformed("A header field's name or value holds a character that it may not.")
        case .invalidContentLength, .unexpectedContentLength:
            return .malformed("Content-Length is no single number, or stands beside Transfer-Encoding.")
        case .invalidChunkSize: return .malformed("A chunk's size is no hexadecimal number of a possible size.")
        case .invalidEOFState: return .cutShort
        case .lfExpected, .strictModeAssertion: return .malformed("A line does not end in CR LF.")
        default: return .unreadable
        }
    }
}
