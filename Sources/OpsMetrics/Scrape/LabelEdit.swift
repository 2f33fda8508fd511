/// Labels while they are being changed: names once each, no empty values, in no order.
///
/// What a step sets is bounded, since steps can double a text or the number of labels each time.
struct LabelEdit {
    private(set) var pairs: [Label]
    /// What a step made too much of; nil where nothing was. It was not set then.
    private(set) var excess: String?

    /// Begins with labels whose names occur once.
    init(_ pairs: [Label]) {
        self.pairs = pairs
    }

    var isEmpty: Bool { pairs.isEmpty }

    /// A label's value; nil where there is none. Setting an empty value removes the label.
    subscript(_ name: String) -> String? {
        get {
            for label in pairs where label.name == name { return label.value }
            return nil
        }
        set {
            let place = pairs.firstIndex { $0.name == name }
            guard let newValue, !newValue.isEmpty else {
                if let place { pairs.remove(at: place) }
                return
            }
            guard max(name.utf8.count, newValue.utf8.count) <= ScrapeLimits.labelBytesAtMost else {
                return setTooLong("a label")
            }
            let label = Label(name: name, value: newValue)
            if let place {
                pairs[place] = label
            } else if pairs.count < ScrapeLimits.labelsInWork {
                pairs.append(label)
            } else {
                excess = "relabelling makes more than \(ScrapeLimits.labelsInWork) labels"
            }
        }
    }

    /// Notes a text over its bound, which was not made.
    mutating func setTooLong(_ what: String, _ limit: Int = ScrapeLimits.labelBytesAtMost) {
        excess = "relabelling makes \(what) of more than \(limit) bytes"
    }

    mutating func removeAll(where isGone: (String) -> Bool) {
        pairs.removeAll { isGone($0.name) }
    }

    var labels: Labels { Labels(sorted: pairs.sorted { $0.name < $1.name }) }
}
