using System.Collections.Immutable;
using System.Text;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching;

/// <summary>
/// <see cref="FieldLookup"/> turned round: from a path of a record to the fields for which it is a candidate. Exact candidates
/// of a field have the ranks from 0, the same without regard to case and spaces those behind them.
/// </summary>
sealed class FieldBinder
{
    const string Star = ".*.";

    static readonly SlotBinding[] Nothing = [];

    readonly Dictionary<string, List<SlotBinding>> exact = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<SlotBinding>> loose = new(StringComparer.OrdinalIgnoreCase);
    readonly List<string> exactHeads = [];
    readonly List<string> looseHeads = [];
    readonly List<string> looseKeys = [];

    /// <summary>Binds the fields of a route.</summary>
    /// <param name="pipeline">Where it keeps fields.</param>
    /// <param name="fields">By slot, renames applied; empty for the slot of keywords.</param>
    public FieldBinder(Pipeline pipeline, ImmutableArray<string> fields)
    {
        Fields = fields;
        for (var slot = 0; slot < fields.Length; slot++)
        {
            if (fields[slot].Length == 0)
            {
                continue; // of keywords
            }

            string[] candidates = [.. FieldLookup.CandidatesOf(pipeline, claim: null, fields[slot])];
            for (var i = 0; i < candidates.Length; i++)
            {
                var looseKey = WithoutSpaces(candidates[i]);
                Put(exact, exactHeads, candidates[i], new SlotBinding(slot, i));
                Put(loose, looseHeads, looseKey, new SlotBinding(slot, candidates.Length + i));
                looseKeys.Add(looseKey);
            }
        }
    }

    /// <summary>Names of the fields by slot.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>The bindings of a path, by slot.</summary>
    public SlotBinding[] Bind(ReadOnlySpan<byte> recordPath)
    {
        var path = Encoding.UTF8.GetString(recordPath);
        List<SlotBinding>? found = null;
        Find(exact, exactHeads, path, StringComparison.Ordinal, ref found);
        Find(loose, looseHeads, WithoutSpaces(path), StringComparison.OrdinalIgnoreCase, ref found);
        if (found is null)
        {
            return Nothing;
        }

        // Of each slot the best: what is bound exactly is bound loosely as well.
        found.Sort(static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Rank.CompareTo(b.Rank));
        var kept = 0;
        for (var i = 0; i < found.Count; i++)
        {
            if (kept == 0 || found[kept - 1].Slot != found[i].Slot)
            {
                found[kept++] = found[i];
            }
        }

        return [.. found[..kept]];
    }

    /// <summary>False where no path below this one has a binding.</summary>
    public bool MayBindBelow(ReadOnlySpan<byte> recordPath)
    {
        var path = WithoutSpaces(Encoding.UTF8.GetString(recordPath)) + ".";
        foreach (var key in looseKeys)
        {
            if (Begins(key, path))
            {
                return true;
            }
        }

        return false;
    }

    // True where a path that begins with the given one (which ends with a point) may be named by the key.
    static bool Begins(string key, string path)
    {
        if (key.StartsWith(path, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var star = key.IndexOf(Star, StringComparison.Ordinal);
        if (star < 0 || path.Length <= star + 1 || !path.AsSpan(0, star + 1).Equals(key.AsSpan(0, star + 1), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var dot = path.IndexOf('.', star + 1);
        return key.AsSpan(star + Star.Length).StartsWith(path.AsSpan(dot + 1), StringComparison.OrdinalIgnoreCase);
    }

    static void Put(Dictionary<string, List<SlotBinding>> keys, List<string> heads, string key, SlotBinding binding)
    {
        if (!keys.TryGetValue(key, out var bindings))
        {
            keys[key] = bindings = [];
        }

        bindings.Add(binding);
        if (key.IndexOf(Star, StringComparison.Ordinal) is var star and >= 0 && !heads.Contains(key[..(star + 1)], keys.Comparer))
        {
            heads.Add(key[..(star + 1)]);
        }
    }

    static void Find(Dictionary<string, List<SlotBinding>> keys, List<string> heads, string path, StringComparison comparison, ref List<SlotBinding>? found)
    {
        // A key with a star names paths of one more part, never the path that is written like it: see FieldLookup.
        if (keys.TryGetValue(path, out var direct) && path.IndexOf(Star, StringComparison.Ordinal) < 0)
        {
            (found ??= []).AddRange(direct);
        }

        foreach (var head in heads)
        {
            if (path.Length > head.Length && path.StartsWith(head, comparison)
                && path.IndexOf('.', head.Length) is var dot && dot > head.Length
                && keys.TryGetValue(string.Concat(path.AsSpan(0, head.Length), "*", path.AsSpan(dot)), out var starred))
            {
                (found ??= []).AddRange(starred);
            }
        }
    }

    static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
