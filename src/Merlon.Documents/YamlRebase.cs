namespace Merlon.Documents;

/// <summary>
/// Changes that were meant for one state of a document, made to another: somebody else was there in between. What touches other places is carried over, with places in lists moved along;
/// what touches the same place is a conflict, unless both want the same.
/// </summary>
/// <param name="Edits">The changes as they apply to the other state; what is done there already is left out.</param>
/// <param name="Conflicts">Those that cannot be carried over; empty when all can.</param>
public sealed record YamlRebase(IReadOnlyList<YamlEdit> Edits, IReadOnlyList<YamlConflict> Conflicts)
{
    /// <summary>Carries changes over.</summary>
    /// <param name="known">The state that they were meant for.</param>
    /// <param name="current">The state as it is.</param>
    /// <param name="edits">The changes, each for the state after the one before it.</param>
    public static YamlRebase Of(YamlNode known, YamlNode current, IReadOnlyList<YamlEdit> edits)
    {
        var carried = new List<YamlEdit>();
        var conflicts = new List<YamlConflict>();
        foreach (var edit in edits)
        {
            var (moved, conflict) = Carry(known, current, edit);
            known = YamlTree.Apply(known, edit, out _) ?? known;
            if (conflict is not null)
            {
                conflicts.Add(conflict);
            }
            else if (moved is not null && YamlTree.Apply(current, moved, out _) is { } after)
            {
                carried.Add(moved);
                current = after;
            }
            else if (moved is not null)
            {
                conflicts.Add(new YamlConflict(edit, Find(known, edit.Path), Theirs: null));
            }
        }

        return new YamlRebase(carried, conflicts);
    }

    static (YamlEdit? Moved, YamlConflict? Conflict) Carry(YamlNode known, YamlNode current, YamlEdit edit)
    {
        var was = Find(known, edit.Path);
        if (Move(known, current, edit.Path) is not { } path)
        {
            return edit is YamlEdit.Remove ? (null, null) : (null, new YamlConflict(edit, was, Theirs: null));
        }

        var now = Find(current, path);
        return edit switch
        {
            YamlEdit.Put put when YamlTree.AreSame(now, put.Value) => (null, null),
            YamlEdit.Put put when YamlTree.AreSame(was, now) => (put with { Path = path }, null),
            YamlEdit.Remove when now is null => (null, null),
            YamlEdit.Remove when YamlTree.AreSame(was, now) => (new YamlEdit.Remove(path), null),
            YamlEdit.Add add when now is null or YamlNode.Sequence or YamlNode.Scalar { IsNull: true } => (Added(add, path, was as YamlNode.Sequence, now as YamlNode.Sequence), null),
            YamlEdit.Put put => (null, new YamlConflict(put with { Path = path }, was, now)),
            YamlEdit.Add add => (null, new YamlConflict(add with { Path = path }, was, now)),
            _ => (null, new YamlConflict(new YamlEdit.Remove(path), was, now)),
        };
    }

    // What the other one added as well is not added twice.
    static YamlEdit.Add? Added(YamlEdit.Add add, YamlPath path, YamlNode.Sequence? was, YamlNode.Sequence? now)
    {
        var theirs = (now?.Items ?? []).Where(item => was is null || !was.Items.Any(old => YamlTree.AreSame(old, item))).ToList();
        var values = add.Values.Where(value => !theirs.Exists(item => YamlTree.AreSame(item, value))).ToList();
        if (values.Count == 0)
        {
            return null;
        }

        int? at = add.At is { } place && was is not null && now is not null && place > 0 && place <= was.Items.Count && Counterparts(was, now)[place - 1] is { } before ? before + 1 : add.At is 0 ? 0 : null;
        return new YamlEdit.Add(path, values, at);
    }

    static YamlNode? Find(YamlNode root, YamlPath path) => YamlTree.TryFind(root, path, out var found) ? found : null;

    /// <summary>The same place in the other state; null when what it stands in is gone.</summary>
    static YamlPath? Move(YamlNode? known, YamlNode? current, YamlPath path)
    {
        var moved = YamlPath.Root;
        foreach (var step in path.Steps)
        {
            if (step.Key is { } key)
            {
                if (known is YamlNode.Mapping && current is not YamlNode.Mapping and not null && current is not YamlNode.Scalar { IsNull: true })
                {
                    return null;
                }

                moved = moved[key];
                var wasThere = known is not null;
                known = known is YamlNode.Mapping mapping && mapping.TryFind(key, out var value) ? value : null;
                if (wasThere && current is null)
                {
                    return null;
                }

                current = current is YamlNode.Mapping other && other.TryFind(key, out var there) ? there : null;
            }
            else if (known is YamlNode.Sequence from && current is YamlNode.Sequence to && step.Index < from.Items.Count && Counterparts(from, to)[step.Index] is { } index)
            {
                moved = moved[index];
                (known, current) = (from.Items[step.Index], to.Items[index]);
            }
            else
            {
                return null;
            }
        }

        return moved;
    }

    /// <summary>For each item where it is now: the same one, or the one of the same first word (its name) that changed in other parts.</summary>
    static int?[] Counterparts(YamlNode.Sequence from, YamlNode.Sequence to)
    {
        var places = new int?[from.Items.Count];
        var taken = new bool[to.Items.Count];
        foreach (var (i, j) in YamlAlignment.Pairs(from.Items, to.Items))
        {
            (places[i], taken[j]) = (j, true);
        }

        for (var i = 0; i < places.Length; i++)
        {
            for (var j = 0; j < taken.Length && places[i] is null; j++)
            {
                if (!taken[j] && NameOf(from.Items[i]) is { } name && string.Equals(name, NameOf(to.Items[j]), StringComparison.Ordinal))
                {
                    (places[i], taken[j]) = (j, true);
                }
            }
        }

        return places;
    }

    static string? NameOf(YamlNode item) => item is YamlNode.Mapping { Entries: [var first, ..] } && first.Value is YamlNode.Scalar scalar ? $"{first.Key.Text} {scalar.Text}" : null;
}

/// <summary>A change that somebody else's change stands against.</summary>
/// <param name="Mine">The change, its path as of the other state where that is known: made to that state it overrules the other one.</param>
/// <param name="Was">What stood there when it was meant; null for nothing.</param>
/// <param name="Theirs">What stands there now; null for nothing.</param>
public sealed record YamlConflict(YamlEdit Mine, YamlNode? Was, YamlNode? Theirs);
