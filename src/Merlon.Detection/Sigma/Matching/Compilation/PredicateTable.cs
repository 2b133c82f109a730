using Merlon.Sigma.Matching.Deferred;
using Merlon.Sigma.Matching.Indexes;
using Merlon.Sigma.Matching.Values;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>
/// The distinct predicates of a route. What an index can answer gets a number and an entry in its slot's index; the rest
/// becomes deferred tests, behind a predicate of the index where a literal must occur for them to hold.
/// </summary>
sealed class PredicateTable
{
    const int DefaultCost = 10;
    const int RegexCost = 100;

    readonly Dictionary<Key, PlanNode> nodes = [];
    readonly List<double> commonness = [];
    readonly List<DeferredTest> deferred = [];
    readonly List<ValueIndexBuilder> slots = [];
    readonly HashSet<int> deferredSlots = [];

    // What makes two predicates the same on one route.
    readonly record struct Key(int Slot, char Kind, string Text, decimal Number, int Detail);

    /// <summary>How many numbers were given.</summary>
    public int Count => commonness.Count;

    /// <summary>Deferred tests.</summary>
    public IReadOnlyList<DeferredTest> Deferred => deferred;

    /// <summary>What was gathered for a slot.</summary>
    public ValueIndexBuilder IndexOf(int slot)
    {
        while (slots.Count <= slot)
        {
            slots.Add(new ValueIndexBuilder());
        }

        return slots[slot];
    }

    /// <summary>True where a deferred test reads the slot.</summary>
    public bool IsDeferred(int slot) => deferredSlots.Contains(slot);

    /// <summary>A guess at how many of a hundred records satisfy an indexed predicate.</summary>
    public double CommonnessOf(int predicate) => commonness[predicate];

    /// <summary>The node of a predicate over a slot.</summary>
    /// <param name="predicate">As the rule has it.</param>
    /// <param name="slot">Of its field.</param>
    /// <param name="otherSlot">Of the other field of a reference, else not read.</param>
    public PlanNode NodeOf(SigmaPredicate predicate, int slot, int otherSlot)
    {
        var key = predicate switch
        {
            SigmaPredicate.TextMatch text => new Key(slot, text.IsCased ? 'T' : 't', text.Pattern.Canonical, 0, 0),
            SigmaPredicate.Number number => new Key(slot, 'n', number.Written, number.Value, 0),
            SigmaPredicate.Null => new Key(slot, '0', "", 0, 0),
            SigmaPredicate.Exists exists => new Key(slot, 'e', "", 0, exists.IsThere ? 1 : 0),
            SigmaPredicate.RegexMatch regex => new Key(slot, 'r', regex.Expression, 0, (int)SigmaRegex.OptionsOf(regex)),
            SigmaPredicate.Cidr cidr => new Key(slot, 'c', cidr.Network.ToString(), 0, 0),
            SigmaPredicate.Compare compare => new Key(slot, '<', "", compare.Value, (int)compare.Operator),
            SigmaPredicate.TimeMatch time => new Key(slot, 'd', "", time.Value, (int)time.Part * 16 + (int)time.Operator),
            SigmaPredicate.FieldReference reference => new Key(slot, reference.IsCased ? 'F' : 'f', "", otherSlot, (int)reference.Part),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (!nodes.TryGetValue(key, out var node))
        {
            nodes.Add(key, node = Make(predicate, slot, otherSlot));
        }

        return node;
    }

    PlanNode Make(SigmaPredicate predicate, int slot, int otherSlot)
        => predicate switch
        {
            SigmaPredicate.TextMatch text => MakeText(text, slot),
            SigmaPredicate.Number number => MakeNumber(number, slot),
            SigmaPredicate.RegexMatch regex => MakeRegex(regex, slot),
            SigmaPredicate.Null => Defer(slot, new PresenceTest(slot, Presence.MissingOrNull)),
            SigmaPredicate.Exists exists => Defer(slot, new PresenceTest(slot, exists.IsThere ? Presence.There : Presence.Missing)),
            SigmaPredicate.Cidr cidr => Defer(slot, new NetworkTest(slot, cidr.Network)),
            SigmaPredicate.Compare compare => Defer(slot, new CompareTest(slot, compare.Operator, compare.Value)),
            SigmaPredicate.TimeMatch time => Defer(slot, new TimeTest(slot, time)),
            SigmaPredicate.FieldReference reference => Defer(slot, new ReferenceTest(slot, otherSlot, reference.Part, reference.IsCased)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    PlanNode.Deferred Defer(int slot, DeferredTest test, int cost = DefaultCost)
    {
        deferredSlots.Add(slot);
        deferred.Add(test);
        return new PlanNode.Deferred(deferred.Count - 1, cost);
    }

    int Number(double guess)
    {
        commonness.Add(guess);
        return commonness.Count - 1;
    }

    PlanNode.Indexed MakeNumber(SigmaPredicate.Number predicate, int slot)
    {
        var number = Number(4);
        IndexOf(slot).Numbers.Add((predicate.Value, number));
        IndexOf(slot).Beginnings.Add((TextFolding.Fold(predicate.Written), number, true));
        return new PlanNode.Indexed([number]);
    }

    PlanNode MakeRegex(SigmaPredicate.RegexMatch predicate, int slot)
    {
        var literals = RegexLiteral.Of(predicate.Expression);
        var test = Defer(slot, new RegexTest(slot, predicate, literals), RegexCost);
        if (literals.MaxBy(static literal => literal.Length) is not { Length: >= GramIndex.TextBytesMin } longest)
        {
            return test;
        }

        var gate = Number(2 * GuessPart(longest.Length));
        IndexOf(slot).Parts.Add((longest, gate));
        IndexOf(slot).Gates.Add(gate);
        return PlanNode.AllOf([new PlanNode.Indexed([gate]), test]);
    }

    PlanNode MakeText(SigmaPredicate.TextMatch predicate, int slot)
    {
        var canonical = predicate.Pattern.Canonical;
        if (canonical is [SigmaPattern.AnyRun])
        {
            var always = Number(100);
            IndexOf(slot).Always.Add(always);
            return new PlanNode.Indexed([always]);
        }

        var part = LiteralOf(canonical, out var isWhole);
        var glob = predicate.IsCased || !isWhole ? Glob.Make(canonical, predicate.IsCased) : null;
        if (glob is null && (predicate.IsCased || !isWhole))
        {
            return PlanNode.False;
        }

        if (part.BeginsOpen && part.EndsOpen && part.Text.Length < GramIndex.TextBytesMin && !part.IsForeign || part.Text.Length == 0 && glob is not null)
        {
            return glob is not null ? Defer(slot, new GlobTest(slot, glob, predicate.IsCased)) : Defer(slot, new ShortTextTest(slot, part.Text));
        }

        var number = Put(IndexOf(slot), part);
        if (glob is not null)
        {
            IndexOf(slot).Confirmations.Add(number, new Confirmation(glob, predicate.IsCased));
        }

        return new PlanNode.Indexed([number]);
    }

    // A literal of a pattern, folded, and whether something may stand before and behind it.
    readonly record struct Literal(byte[] Text, bool BeginsOpen, bool EndsOpen)
    {
        public bool IsForeign => Text.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127);
    }

    int Put(ValueIndexBuilder index, Literal literal)
    {
        var (text, beginsOpen, endsOpen) = literal;
        int number;
        if (beginsOpen && endsOpen && text.Length < GramIndex.TextBytesMin)
        {
            number = Number(1);
            index.Foreign.Add((text, number));
        }
        else if (beginsOpen && endsOpen)
        {
            number = Number(GuessPart(text.Length));
            index.Parts.Add((text, number));
        }
        else if (beginsOpen)
        {
            number = Number(text.Length > 24 ? 1 : 4);
            index.Ends.Add((text, number, false));
        }
        else
        {
            number = Number(endsOpen && text.Length < 24 ? 8 : 3);
            index.Beginnings.Add((text, number, !endsOpen));
        }

        return number;
    }

    // The literal that a pattern is but for stars at its ends; where it is more, the longest one of it.
    static Literal LiteralOf(string canonical, out bool isWhole)
    {
        var inner = canonical.AsSpan().Trim(SigmaPattern.AnyRun);
        isWhole = inner.IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) < 0;
        return isWhole
            ? new Literal(TextFolding.Fold(inner.ToString()), canonical is [SigmaPattern.AnyRun, ..], canonical is [.., SigmaPattern.AnyRun])
            : LongestLiteral(canonical);
    }

    // The longest literal run between wildcards; where it stands at an end, whether what is beyond is open.
    static Literal LongestLiteral(string canonical)
    {
        byte[] best = [];
        var (bestBegins, bestEnds) = (true, true);
        var begin = 0;
        for (var i = 0; i <= canonical.Length; i++)
        {
            if (i < canonical.Length && canonical[i] is not (SigmaPattern.AnyRun or SigmaPattern.AnyOne))
            {
                continue;
            }

            var literal = TextFolding.Fold(canonical[begin..i]);
            if (literal.Length > best.Length)
            {
                (best, bestBegins, bestEnds) = (literal, begin > 0, i < canonical.Length);
            }

            begin = i + 1;
        }

        return new Literal(best, bestBegins, bestEnds);
    }

    static double GuessPart(int length)
        => length switch { < 6 => 6, < 10 => 2, < 24 => 1, < 32 => 0.2, _ => 0.02 };
}
