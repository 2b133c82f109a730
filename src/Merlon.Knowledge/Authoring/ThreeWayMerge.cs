namespace Merlon.Authoring;

/// <summary>
/// Merges an object that two sides changed since they had the same state: field by field, lists as sets, texts by paragraphs
/// and words. Where both changed the same thing differently, our value stays and the field is a conflict.
/// </summary>
static class ThreeWayMerge
{
    /// <summary>Merges whole objects.</summary>
    /// <param name="basis">What both began with.</param>
    /// <param name="mine">Our object.</param>
    /// <param name="theirs">The release's object.</param>
    public static MergedObject Of(StixValue.Mapping basis, StixValue.Mapping mine, StixValue.Mapping theirs)
    {
        var conflicts = new List<FieldConflict>();
        var merged = new List<KeyValuePair<string, StixValue>>();
        var keys = basis.Entries.Concat(mine.Entries).Concat(theirs.Entries).Select(static entry => entry.Key)
            .Distinct(StringComparer.Ordinal).Order(FieldOrder.Comparer);
        foreach (var key in keys)
        {
            if (OfField(key, basis.Find(key), mine.Find(key), theirs.Find(key), conflicts) is { } value)
            {
                merged.Add(KeyValuePair.Create(key, value));
            }
        }

        return new MergedObject(new StixValue.Mapping(merged), conflicts);
    }

    static StixValue? OfField(string field, StixValue? basis, StixValue? mine, StixValue? theirs, List<FieldConflict> conflicts)
    {
        if (Equals(mine, theirs) || Equals(basis, theirs))
        {
            return mine;
        }

        if (Equals(basis, mine))
        {
            return theirs;
        }

        if (Bookkeeping.Holds(field))
        {
            return Later(field, mine, theirs);
        }

        if (mine is StixValue.Sequence ours && theirs is StixValue.Sequence others && basis is StixValue.Sequence or null)
        {
            return SetMerge.Of(field, basis as StixValue.Sequence, ours, others, conflicts);
        }

        // A text that both began is two texts, not one that both changed.
        if (basis is StixValue.Text before && mine is StixValue.Text our && theirs is StixValue.Text other
            && TextMerge.Of(before.Value, our.Value, other.Value) is { } text)
        {
            return new StixValue.Text(text);
        }

        conflicts.Add(new FieldConflict(field, basis, mine, theirs));
        return mine;
    }

    /// <summary>Of two versions the higher, of two moments the later, of two creations the earlier; ordinal for the rest, so that both sides agree.</summary>
    static StixValue? Later(string field, StixValue? mine, StixValue? theirs)
    {
        if (mine is not StixValue.Text our || theirs is not StixValue.Text other)
        {
            return mine ?? theirs;
        }

        var isMine = field switch
        {
            "x_mitre_version" => string.Equals(OwnVersion.Higher(our.Value, other.Value), our.Value, StringComparison.Ordinal),
            "created" => string.CompareOrdinal(our.Value, other.Value) <= 0,
            _ => string.CompareOrdinal(our.Value, other.Value) >= 0,
        };
        return isMine ? our : other;
    }
}

/// <summary>What came of a merge.</summary>
/// <param name="Fields">The object; our value where there is a conflict.</param>
/// <param name="Conflicts">Fields that somebody has to decide.</param>
sealed record MergedObject(StixValue.Mapping Fields, IReadOnlyList<FieldConflict> Conflicts);

/// <summary>A field that both sides changed differently; null where a side does not have it.</summary>
/// <param name="Field">Its name, as <see cref="MergeField"/> writes it.</param>
/// <param name="Base">What both began with.</param>
/// <param name="Mine">Our value.</param>
/// <param name="Theirs">The release's value.</param>
sealed record FieldConflict(string Field, StixValue? Base, StixValue? Mine, StixValue? Theirs);
