import Foundation

extension TemplateCall {
    func length() throws(TemplateError) -> Int64 {
        switch arguments.first ?? .invalid {
        case .string(let text), .html(let text): return Int64(text.utf8.count)
        case .labels(let labels): return Int64(labels.pairs.count)
        case .arguments(let arguments): return Int64(arguments.values.count)
        case .samples(let samples): return Int64(samples.count)
        case .invalid, .null: throw TemplateError(message: "reflect: call of reflect.Value.Type on zero Value")
        case let value: throw TemplateError(message: "len of type \(value.typeName.trimmed(of: "*"))")
        }
    }

    func index() throws(TemplateError) -> TemplateValue {
        var item = arguments.first ?? .invalid
        switch item {
        case .invalid, .null: throw TemplateError(message: "index of untyped nil")
        default: break
        }
        for index in arguments.dropFirst() { item = try entry(index, of: item) }
        return item
    }

    func entry(_ index: TemplateValue, of item: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch item {
        case .samples(let samples): return .sample(samples[try place(index, below: samples.count, "slice")])
        case .string(let text), .html(let text):
            return .byte(Array(text.utf8)[try place(index, below: text.utf8.count, "string")])
        case .labels, .arguments:
            switch index {
            case .string(let key): return item.entry(key) ?? .null
            case .invalid, .null: throw TemplateError(message: "value is nil; should be of type string")
            default: throw TemplateError(message: "value has type \(index.typeName); should be string")
            }
        case .null, .invalid: throw TemplateError(message: "index of nil pointer")
        default: throw TemplateError(message: "can't index item of type \(item.typeName.trimmed(of: "*"))")
        }
    }

    func place(_ index: TemplateValue, below count: Int, _ kind: String) throws(TemplateError) -> Int {
        let place = try whole(index)
        if place == count { throw TemplateError(message: "reflect: \(kind) index out of range") }
        guard place >= 0, place < count else { throw TemplateError(message: "index out of range: \(place)") }
        return Int(place)
    }

    func whole(_ index: TemplateValue) throws(TemplateError) -> Int64 {
        switch index {
        case .int(let value): return value
        case .byte(let value): return Int64(value)
        case .invalid, .null: throw TemplateError(message: "cannot index slice/array with nil")
        default: throw TemplateError(message: "cannot index slice/array with type \(index.typeName)")
        }
    }

    func slice() throws(TemplateError) -> TemplateValue {
        let item = arguments.first ?? .invalid
        let count: Int
        switch item {
        case .invalid, .null: throw TemplateError(message: "slice of untyped nil")
        case _ where arguments.count > 4:
            throw TemplateError(message: "too many slice indexes: \(arguments.count - 1)")
        case .string(let text), .html(let text):
            guard arguments.count < 4 else { throw TemplateError(message: "cannot 3-index slice a string") }
            count = text.utf8.count
        case .samples(let samples): count = samples.count
        default: throw TemplateError(message: "can't slice item of type \(item.typeName)")
        }
        var bounds = [Int64(0), Int64(count)]
        for (offset, index) in arguments.dropFirst().enumerated() {
            let bound = try whole(index)
            guard bound >= 0, bound <= count else { throw TemplateError(message: "index out of range: \(bound)") }
            if offset < 2 { bounds[offset] = bound }
        }
        guard bounds[0] <= bounds[1] else {
            throw TemplateError(message: "invalid slice index: \(bounds[0]) > \(bounds[1])")
        }
        let range = Int(bounds[0])..<Int(bounds[1])
        if case .samples(let samples) = item { return .samples(Array(samples[range])) }
        return .string(String(decoding: Array((item.text ?? "").utf8)[range], as: UTF8.self))
    }
}
