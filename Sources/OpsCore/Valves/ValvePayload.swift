import Foundation

/// A message of the valve schema: JSON with a `schema` field that names its kind and version.
public protocol ValvePayload: Codable, Equatable, Sendable {
    /// The value of the `schema` field, e.g. `ops.valve.state/1`.
    static var schema: String { get }
    /// The payload's fast way in: nil for all that is not in its plainest form, which the general decoder then judges.
    /// What it takes, that one takes alike.
    static func plain(_ bytes: [UInt8]) -> Self?
}

extension ValvePayload {
    /// Reads a payload from outside: bounded in size, schema checked, every number finite and within range, every text
    /// printable. Unknown fields are ignored.
    public static func decode(_ bytes: [UInt8]) throws(PayloadRefusal) -> Self {
        guard bytes.count <= ValvePayloadLimits.maximumBytes else { throw .tooLarge }
        if let plain = plain(bytes) { return plain }
        return try decodeAny(bytes)
    }

    /// No fast way.
    public static func plain(_ bytes: [UInt8]) -> Self? { nil }

    /// The general way in, for every form of JSON.
    static func decodeAny(_ bytes: [UInt8]) throws(PayloadRefusal) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch let refusal as PayloadRefusal {
            throw refusal
        } catch let error as DecodingError {
            throw PayloadRefusal(error)
        } catch {
            throw .notJSON
        }
    }

    /// The payload's bytes. Throws where a number is not finite.
    public func encode() throws(PayloadRefusal) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(self))
        } catch {
            throw .outOfRange
        }
    }
}

extension PayloadRefusal {
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound: self = .missingField
        case .typeMismatch, .valueNotFound: self = .wrongType
        // Either the text is no JSON, or it holds a number that its type cannot; the decoder does not tell them apart.
        case .dataCorrupted: self = .notJSON
        @unknown default: self = .notJSON
        }
    }
}
