import Foundation
import Hummingbird
import NIOCore
import OpsCore

/// The last answer of a route whose value seldom changes: encoded again only when the value is another.
final class JSONCache<Value: Encodable & Equatable & Sendable>: Sendable {
    private struct Made {
        var value: Value
        var body: ByteBuffer
    }

    private let last = Guarded<Made?>(nil)

    /// The answer that holds `value`.
    func response(_ value: Value) throws -> Response {
        if let body = last.with({ $0?.value == value ? $0?.body : nil }) { return JSONResponse.make(body: body) }
        let body = ByteBuffer(bytes: try OpsJSON.encoder().encode(value))
        last.with { $0 = Made(value: value, body: body) }
        return JSONResponse.make(body: body)
    }
}
