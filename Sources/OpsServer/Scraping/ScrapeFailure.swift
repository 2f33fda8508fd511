import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTPCompression
import NIOPosix
import OpsCore

/// Why a target gave no answer, in words for people; never with a secret in it.
struct ScrapeFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// - Parameter limit: Bytes of an answer at most.
    static func text(_ error: any Error, limit: Int) -> String {
        if let failure = error as? ScrapeFailure { return failure.description }
        if let known = error as? HTTPClientError {
            let late: [HTTPClientError] = [
                .readTimeout, .connectTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
            ]
            return late.contains(known) ? "no answer in time" : SafeText.clean("\(known)", limit: 200)
        }
        if let known = error as? NIOHTTPDecompression.DecompressionError {
            guard case .limit = known else { return "the packed answer cannot be unpacked" }
            return "body size limit exceeded: more than \(limit) bytes"
        }
        if let known = error as? IOError, known.errnoCode == ECONNREFUSED { return "refuses connections" }
        if let known = error as? NIOConnectionError, !known.connectionErrors.isEmpty,
            known.connectionErrors.allSatisfy({ ($0.error as? IOError)?.errnoCode == ECONNREFUSED })
        {
            return "refuses connections"
        }
        if error is NIOConnectionError { return SafeText.clean("cannot be reached: \(error)", limit: 200) }
        return SafeText.clean("\(error)", limit: 200)
    }
}
