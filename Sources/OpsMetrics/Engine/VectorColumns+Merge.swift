extension VectorColumns {
    /// Rows of the same labels made one; nil where two of them have a value at the same time.
    func merged() -> VectorColumns? {
        guard rows > 1 else { return self }
        var places: [Labels: Int] = [:]
        places.reserveCapacity(rows)
        var merged: VectorColumns?
        for row in labels.indices {
            guard let twin = places[labels[row]] else {
                places[labels[row]] = merged?.rows ?? row
                merged?.add(labels[row], dropsName: dropsName[row], values[self.places(of: row)])
                continue
            }
            var changed = merged ?? taking(Array(0..<row))
            // Nobody else may hold the values while they change, or they would be copied for every twin.
            merged = nil
            guard changed.lay(values[self.places(of: row)], over: twin) else { return nil }
            merged = changed
        }
        return merged ?? self
    }

    /// Puts values where a row has none; false where both have one at the same time.
    private mutating func lay(_ other: ArraySlice<Double>, over row: Int) -> Bool {
        var place = row * steps
        for value in other {
            if Self.isPresent(value) {
                guard !Self.isPresent(values[place]) else { return false }
                values[place] = value
            }
            place += 1
        }
        return true
    }

    /// The rows as a query answers them: names dropped where they are to go, rows of the same labels made one.
    ///
    /// - Throws: `PromQLError` where two series of the answer have the same labels at the same time.
    func finished(_ place: SourcePlace) throws -> VectorColumns {
        var finished = self
        for row in labels.indices {
            // An answer outlives the query, and must not hold the store's texts as they were.
            let own = labels[row].owned
            finished.relabel(row, dropsName[row] ? own.withoutMetadata : own, dropsName: false)
        }
        return try finished.unique(place)
    }

    /// Rows of the same labels made one.
    ///
    /// - Throws: `PromQLError` where two have a value at the same time.
    func unique(_ place: SourcePlace) throws -> VectorColumns {
        guard let merged = merged() else {
            throw PromQLError("vector cannot contain metrics with the same labelset", at: place)
        }
        return merged
    }
}
