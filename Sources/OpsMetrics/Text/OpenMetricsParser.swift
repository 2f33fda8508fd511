/// Puts the lines of an OpenMetrics text together to families and holds them to the specification's MUSTs.
struct OpenMetricsParser {
    private var families: [MetricsText.Family] = []
    private var current: OpenMetricsFamily?
    /// Names that are taken, with the family that has them.
    private var owners: [String: String] = [:]

    mutating func parse(_ text: UnsafeBufferPointer<UInt8>) throws(MetricsTextError) -> [MetricsText.Family] {
        var reader = ExpositionReader(text, format: .openMetrics)
        while let line = try reader.next() {
            switch line {
            case .metadata(let metadata): try take(metadata)
            case .sample(let sample): try take(sample)
            }
        }
        try close(text)
        return families
    }

    private mutating func take(_ metadata: ExpositionMetadata) throws(MetricsTextError) {
        let name = metadata.name
        if current?.name != name {
            try open(name, at: metadata.nameRange.lowerBound, line: metadata.line, metadata.text)
        }
        try current?.take(metadata)
    }

    private mutating func take(_ sample: ExpositionSample) throws(MetricsTextError) {
        let name = String(decoding: sample.name, as: UTF8.self)
        let place = sample.seriesRange.lowerBound
        if let role = current?.role(of: name) {
            // No copy of the family may live while it takes the sample: its arrays would be copied with it.
            if current?.hasSamples == false { try claimCurrent(sample.text) }
            try current?.take(sample, name: name, role: role)
            return
        }
        if let family = current, family.name == name {
            let wanted = OpenMetricsRole.suffixes(of: family.kind).map(\.suffix).joined(separator: " or ")
            throw TextPlace.error(
                "expected the suffix \(wanted) on a sample of the \(family.kind.rawValue) \"\(name)\"", at: place,
                in: sample.text)
        }
        try open(name, at: place, line: sample.line, sample.text)
        try claimCurrent(sample.text)
        try current?.take(sample, name: name, role: .value)
    }

    private mutating func open(
        _ name: String, at place: Int, line: Int, _ text: UnsafeBufferPointer<UInt8>
    ) throws(MetricsTextError) {
        try close(text)
        if let owner = owners[name] { throw clash(name, with: owner, at: place, text) }
        current = OpenMetricsFamily(name: name, place: place, line: line)
    }

    private mutating func close(_ text: UnsafeBufferPointer<UInt8>) throws(MetricsTextError) {
        guard let family = current else { return }
        if !family.hasSamples { try claimCurrent(text) }
        try family.finish(in: text)
        families.append(family.family)
        current = nil
    }

    /// Takes the current family's names; from now on its type is fixed.
    private mutating func claimCurrent(_ text: UnsafeBufferPointer<UInt8>) throws(MetricsTextError) {
        guard let family = current else { return }
        for name in family.names {
            if let owner = owners[name] { throw clash(name, with: owner, at: family.place, text) }
            owners[name] = family.name
        }
    }

    private func clash(
        _ name: String, with owner: String, at place: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> MetricsTextError {
        let message =
            name == owner && (current == nil || current?.name == name)
            ? "the family \"\(owner)\" is in several places"
            : "the name \"\(name)\" clashes with a sample name of the family \"\(owner)\""
        return TextPlace.error(message, at: place, in: text)
    }
}
