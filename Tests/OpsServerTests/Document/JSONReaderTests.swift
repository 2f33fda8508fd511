import OpsCore
import Testing

/// What is JSON here and what is not.
@Suite struct JSONReaderTests {
    @Test(arguments: [
        ("{}", "{}"), (" [1, -0.5e+3 ,true,false,null] ", "[1,-0.5e+3,true,false,null]"),
        (#"{"a":{"b":["\u00e9\n\"\/"]}}"#, "{\"a\":{\"b\":[\"é\\n\\\"/\"]}}"), (#""\ud83d\ude00""#, "\"😀\""),
        ("0", "0"),
    ])
    func takes(text: String, again: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)).text == again)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{'a':1}", "01", "1.", ".5", "+1", "-", "1e",
        "NaN",
        "Infinity", "tru", "nul", "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u00zz\"", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\ud800\\u0041\"", "\"\u{1}\"", "\"a\nb\"", "{} {}", "1 2", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
        "/**/{}", String(repeating: "[", count: 5000), String(repeating: "1", count: 500),
    ])
    func refuses(text: String) {
        #expect(throws: JSONFault.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func refusesWhatIsNoUTF8() {
        let texts: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x7B, 0, 0x7D, 0], [0xFF, 0xFE, 0x7B, 0, 0x7D, 0],
        ]
        for text in texts { #expect(throws: JSONFault.self) { try JSONReader.read(text) } }
    }

    @Test func depthIsBounded() throws {
        let limit = JSONReader.depthLimit
        let deep = { (depth: Int) in
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONReader.read(deep(limit))
        #expect(throws: JSONFault.self) { try JSONReader.read(deep(limit + 1)) }
    }
}
