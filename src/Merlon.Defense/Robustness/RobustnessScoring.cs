using System.Globalization;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// Scores the expression of one rule: AND is the least of its parts, OR the greatest, NOT turns the two round (an exclusion is evaded by
/// making it true). Parts of level 0 do not count.
/// </summary>
sealed class RobustnessScoring
{
    const int ExamplesMax = 3;

    /// <summary>Level of a rule that rests on nothing but which record it is: the system itself records that this was done.</summary>
    const int RecordLevel = 4;

    /// <summary>Level of what is there before an attack.</summary>
    const int PreExisting = 3;

    readonly SigmaRule rule;
    readonly RobustnessFacts facts;
    readonly List<Leaf> leaves = [];
    readonly HashSet<int> eventIds = [];

    RobustnessScoring(SigmaRule rule, RobustnessFacts facts)
    {
        this.rule = rule;
        this.facts = facts;
    }

    public static RuleRobustness Score(SigmaRule rule, RobustnessFacts facts)
    {
        var scoring = new RobustnessScoring(rule, facts);
        return rule.Expression is { } expression ? scoring.Of(expression) : scoring.Unscored();
    }

    RuleRobustness Unscored()
    {
        var sensor = facts.SensorOf(rule.LogSource, []);
        return new()
        {
            Rule = rule,
            Level = null,
            LevelWithoutExclusions = null,
            Column = sensor.Column,
            ColumnWhy = sensor.Why,
            Why = $"it cannot be evaluated, so it counts as the weakest: {rule.Refusal?.Message ?? "its detection has no meaning"}",
            Parts = [],
        };
    }

    RuleRobustness Of(SigmaExpression expression)
    {
        var whole = Score(expression, new Place("", IsExclusion: false, ProgramKind.None, ProgramKind.None, IsSystemKey: false));
        var sensor = facts.SensorOf(rule.LogSource, eventIds);
        var level = whole.Level == 0 ? RecordLevel : whole.Level;
        return new()
        {
            Rule = rule,
            Level = level,
            LevelWithoutExclusions = Math.Max(level, whole.Core == 0 ? RecordLevel : whole.Core),
            Column = sensor.Column,
            ColumnWhy = sensor.Why,
            Why = whole.Leaf is { } leaf ? Sentence(leaf) : "it rests on nothing but which record it is: the system itself records that this was done",
            Parts = PartsOf(whole.Leaf),
        };
    }

    static string Sentence(Leaf leaf)
    {
        var field = leaf.Field.Length == 0 ? "keyword" : leaf.Field;
        return leaf.IsExclusion
            ? $"the exclusion {field} {Quoted(leaf.Value)} in {leaf.Selection}, line {leaf.Location.Line.ToString(CultureInfo.InvariantCulture)}, can be made true: {leaf.Why}"
            : $"{field} {Quoted(leaf.Value)} in {leaf.Selection}, line {leaf.Location.Line.ToString(CultureInfo.InvariantCulture)}: {leaf.Why}";
    }

    static string Quoted(string value) => $"\"{Diagnostic.ExcerptOf(value)}\"";

    List<RobustnessPart> PartsOf(Leaf? deciding)
        => [.. leaves.GroupBy(static leaf => (leaf.Selection, leaf.Field, leaf.Kind, leaf.Level, leaf.IsExclusion, leaf.Why))
            .Select(group => new RobustnessPart(
                group.Key.Selection, group.Key.Field, group.Key.Kind, group.Key.Level, group.Key.IsExclusion, group.Key.Why, group.Count(),
                [.. group.Select(static leaf => leaf.Value).Distinct(StringComparer.OrdinalIgnoreCase).Take(ExamplesMax)],
                group.First().Location, deciding is not null && group.Contains(deciding)))];

    Scored Score(SigmaExpression expression, Place place) => expression switch
    {
        SigmaExpression.Selection selection => Score(selection.Body, place with { Selection = selection.Name }),
        SigmaExpression.Negation negation => Score(negation.Part, place with { IsExclusion = !place.IsExclusion }),
        SigmaExpression.AllOf all => Join(all.Parts, Within(all, place), isLeast: !place.IsExclusion),
        SigmaExpression.AnyOf any => Join(any.Parts, place, isLeast: place.IsExclusion),
        SigmaExpression.Match match => Score(match.Predicate, place),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // The first part with the level that counts speaks, so the order written does not change the level.
    Scored Join(IReadOnlyList<SigmaExpression> parts, Place place, bool isLeast)
    {
        var (result, core) = (default(Scored), 0);
        foreach (var part in parts)
        {
            var scored = Score(part, place);
            if (scored.Level != 0 && (result.Level == 0 || (isLeast ? scored.Level < result.Level : scored.Level > result.Level)))
            {
                result = scored;
            }

            if (scored.Core != 0 && (core == 0 || (isLeast ? scored.Core < core : scored.Core > core)))
            {
                core = scored.Core;
            }
        }

        return result with { Core = core };
    }

    /// <summary>What the parts that hold together say of the program: a command line beside a system's tool is that tool's.</summary>
    Place Within(SigmaExpression.AllOf all, Place place)
    {
        var (own, parent, isSystemKey) = (place.Own, place.Parent, place.IsSystemKey);
        foreach (var part in all.Parts)
        {
            own |= NamedBy(part, isParent: false);
            parent |= NamedBy(part, isParent: true);
            isSystemKey |= IsSystemKey(part);
        }

        return place with { Own = own, Parent = parent, IsSystemKey = isSystemKey };
    }

    /// <summary>Programs that an expression names, in one alternative at least; an exclusion names none.</summary>
    ProgramKind NamedBy(SigmaExpression expression, bool isParent) => expression switch
    {
        SigmaExpression.Selection selection => NamedBy(selection.Body, isParent),
        SigmaExpression.AllOf all => all.Parts.Aggregate(ProgramKind.None, (named, part) => named | NamedBy(part, isParent)),
        SigmaExpression.AnyOf any => any.Parts.Aggregate(ProgramKind.None, (named, part) => named | NamedBy(part, isParent)),
        SigmaExpression.Match match => NamedBy(match.Predicate, isParent),
        _ => ProgramKind.None,
    };

    ProgramKind NamedBy(SigmaPredicate predicate, bool isParent) => KindOf(predicate).Name switch
    {
        "parent" when isParent => facts.ProgramOf(TextOf(predicate)),
        "image" or "original-name" or "source-image" when !isParent => facts.ProgramOf(TextOf(predicate)),
        "command" when IsOfParent(predicate) == isParent && facts.NamesTool(TextOf(predicate)) => ProgramKind.Tool,
        _ => ProgramKind.None,
    };

    static bool IsOfParent(SigmaPredicate predicate) => predicate.Field.StartsWith("Parent", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where one alternative at least says that a key is one of the system's: its other fragments are parts of that key.</summary>
    bool IsSystemKey(SigmaExpression expression) => expression switch
    {
        SigmaExpression.Selection selection => IsSystemKey(selection.Body),
        SigmaExpression.AllOf all => all.Parts.Any(IsSystemKey),
        SigmaExpression.AnyOf any => any.Parts.Any(IsSystemKey),
        SigmaExpression.Match { Predicate: var predicate } => KindOf(predicate) is { Name: "registry" } kind && facts.Find(kind, TextOf(predicate)) is { Level: >= PreExisting },
        _ => false,
    };

    ObservableKind KindOf(SigmaPredicate predicate) => facts.KindOf(predicate.Field, rule.LogSource);

    Scored Score(SigmaPredicate predicate, Place place)
    {
        var kind = KindOf(predicate);
        var value = TextOf(predicate);
        var (level, why) = LevelOf(predicate, kind, value, place);
        if (predicate is SigmaPredicate.Number { Field: var field } number && kind.Name is "event"
            && string.Equals(field, "EventID", StringComparison.OrdinalIgnoreCase) && number.Value is >= 0 and <= ushort.MaxValue && !place.IsExclusion)
        {
            eventIds.Add((int)number.Value);
        }

        var leaf = new Leaf(place.Selection, predicate.Field, kind.Name, value, level, place.IsExclusion, why, predicate.Location);
        leaves.Add(leaf);
        return new Scored(level, place.IsExclusion ? 0 : level, level == 0 ? null : leaf);
    }

    (int Level, string Why) LevelOf(SigmaPredicate predicate, ObservableKind kind, string value, Place place)
    {
        if (predicate is SigmaPredicate.Null or SigmaPredicate.Exists || value.Length == 0)
        {
            return (0, "that a field is there, or empty, does not count");
        }

        if (predicate is SigmaPredicate.FieldReference)
        {
            return (RecordLevel, "two fields of one record are compared: no value has to be known");
        }

        if (kind.Level == 0 || value.AsSpan().IndexOfAnyExcept('*', '?') < 0)
        {
            return (0, kind.Level == 0 ? kind.Why : "any value will do");
        }

        if (facts.Find(kind, value) is { } fact)
        {
            return (place.IsExclusion ? fact.Excluded : fact.Level, fact.Why);
        }

        return place.IsExclusion ? (kind.Excluded, kind.Name is "command" or "script" or "keyword" ? "any text can be added to what one writes" : kind.Why)
            : ProgramLevel(predicate, kind, value, place) ?? (kind.Level, kind.Why);
    }

    (int Level, string Why)? ProgramLevel(SigmaPredicate predicate, ObservableKind kind, string value, Place place) => kind.Name switch
    {
        "original-name" when facts.ProgramOf(value) != ProgramKind.None => (PreExisting, "stands in the file of a program that is there before, which the attacker does not build"),
        "version-info" when (place.Own & ProgramKind.Tool) != ProgramKind.None || IsOfSystem(value) => (PreExisting, "stands in the file of a program that is there before, which the attacker does not build"),
        "parent" when (facts.ProgramOf(value) & ProgramKind.Application) != ProgramKind.None => (PreExisting, "the program that is abused is the victim's, and keeps its name"),
        "image" when rule.LogSource.Category is not ("process_creation" or "") && facts.ProgramOf(value) == ProgramKind.Application => (PreExisting, "the program that is abused is the victim's, and keeps its name"),
        "registry" when place.IsSystemKey => (PreExisting, "part of a key of the system or of a product that is there before"),
        "command" or "registry-data" => OfCommand(predicate, value, place),
        "script" when facts.NamesTool(value) => (PreExisting, "names a tool that comes with the system: it is not the attacker's to rename"),
        _ => null,
    };

    (int Level, string Why)? OfCommand(SigmaPredicate predicate, string value, Place place)
    {
        var named = IsOfParent(predicate) ? place.Parent : place.Own;
        return (named & ProgramKind.Tool) != ProgramKind.None ? (PreExisting, "arguments of a tool that comes with the system: they are not the attacker's to rename")
            : facts.NamesTool(value) ? (PreExisting, "names a tool that comes with the system: it is not the attacker's to rename")
            : facts.NamesPlace(value) ? (PreExisting, "names a command, a key or a file of the system that the technique needs")
            : null;
    }

    bool IsOfSystem(string value)
        => value.Contains("microsoft", StringComparison.OrdinalIgnoreCase) || value.Contains("windows", StringComparison.OrdinalIgnoreCase) || facts.NamesTool(value);

    /// <summary>What a predicate compares with, <c>*</c> and <c>?</c> for wildcards.</summary>
    static string TextOf(SigmaPredicate predicate) => predicate switch
    {
        SigmaPredicate.TextMatch text => text.Pattern.Canonical.Replace(SigmaPattern.AnyRun, '*').Replace(SigmaPattern.AnyOne, '?'),
        SigmaPredicate.Number number => number.Written,
        SigmaPredicate.RegexMatch regex => $"*{regex.Expression.Replace(@"\\", @"\", StringComparison.Ordinal).Replace(@"\.", ".", StringComparison.Ordinal)}*",
        SigmaPredicate.Cidr cidr => cidr.Network.ToString(),
        SigmaPredicate.Compare compare => compare.Value.ToString(CultureInfo.InvariantCulture),
        SigmaPredicate.TimeMatch time => time.Value.ToString(CultureInfo.InvariantCulture),
        SigmaPredicate.FieldReference reference => reference.Other,
        _ => "",
    };

    /// <summary>Where in the rule a part stands, which programs hold there (its own and its parent), and whether its key is one of the system's.</summary>
    readonly record struct Place(string Selection, bool IsExclusion, ProgramKind Own, ProgramKind Parent, bool IsSystemKey);

    /// <summary>Level of a part (0 does not count), the same without exclusions, and the value that decides.</summary>
    readonly record struct Scored(int Level, int Core, Leaf? Leaf);

    sealed record Leaf(
        string Selection, string Field, string Kind, string Value, int Level, bool IsExclusion, string Why, SourceLocation Location);
}
