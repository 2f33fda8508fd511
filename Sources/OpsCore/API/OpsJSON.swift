import Foundation

/// How the API's types become JSON and back: snake_case names, times in milliseconds, sorted keys.
public enum OpsJSON {
    /// A fresh encoder; sorted keys, so that equal values are equal bytes.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// A fresh decoder; unknown fields are ignored.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    /// A member's name in Swift as it is on the wire: `expectRev` is `expect_rev`. Asks the encoder itself.
    public static func wireName(_ name: String) -> String {
        let data = try? encoder().encode(OneMember(name: name))
        guard let text = data.map({ String(decoding: $0, as: UTF8.self) }) else { return name }
        // {"name":0}
        return String(text.dropFirst(2).dropLast(4))
    }

    private struct OneMember: Encodable {
        struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        var name: String

        func encode(to encoder: any Encoder) throws {
            var box = encoder.container(keyedBy: Key.self)
            try box.encode(0, forKey: Key(stringValue: name))
        }
    }
}
