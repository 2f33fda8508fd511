import Foundation
import Hummingbird
import OpsCore

/// Parameters of a path, decoded and held to what an id may be.
enum PathParameter {
    /// Characters of an id.
    static let limit = 128

    /// - Throws: ``Refusal`` with `RESOURCE_NOT_FOUND` where it can be no id: too long, or with characters that none has.
    static func text(_ name: String, _ context: OpsRequestContext) throws -> String {
        guard let text = context.parameters.get(name)?.removingPercentEncoding, !text.isEmpty,
            text.utf8.count <= limit, text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f })
        else { throw missing }
        return text
    }

    /// - Throws: ``Refusal`` with `RESOURCE_NOT_FOUND` where it is no number.
    static func number(_ name: String, _ context: OpsRequestContext) throws -> Int64 {
        guard let number = Int64(try text(name, context)) else { throw missing }
        return number
    }

    private static var missing: Refusal { Refusal(.resourceNotFound, "No resource can have this id.") }
}
