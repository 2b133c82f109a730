using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Inventory;

/// <summary>
/// Which rules could ever fire on the logs of an inventory. A rule's expression is evaluated in three values for each source
/// that feeds it: a predicate over a field that no record of the source has is false (true for null and for not existing), one
/// over a selector such as the event id is known, every other is open. What comes out false could not fire on a record of the
/// source; what comes out open or true could. Fields that were not kept apart count as there.
/// </summary>
public sealed class RuleReachability
{
    readonly List<SourceView> sources = [];

    /// <summary>Prepares an inventory.</summary>
    /// <param name="inventory">What logs hold.</param>
    /// <param name="pipelines">The pipelines with which it was made.</param>
    public RuleReachability(LogInventory inventory, PipelineSet pipelines)
    {
        var isComplete = !inventory.Overflow.ContainsKey("fields");
        foreach (var seen in inventory.Sources)
        {
            if (pipelines.Find(seen.Pipeline) is { } pipeline)
            {
                sources.Add(new SourceView(seen, PipelineSet.RouteOf(pipeline, seen.Values), isComplete));
            }
        }
    }

    /// <summary>Whether a rule could fire.</summary>
    public RuleReach Of(SigmaRule rule)
    {
        if (rule.Expression is not { } expression)
        {
            return new RuleReach(rule, RuleReachKind.Refused, [rule.Refusal?.Message ?? ""], [], 0);
        }

        List<SourceView> feeding = [], firing = [];
        var absent = new SortedSet<string>(StringComparer.Ordinal);
        var otherEvents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var claim in source.Route.Claims)
            {
                if (!claim.Feeds(rule.LogSource))
                {
                    continue;
                }

                var trial = new Trial(source, claim);
                if (feeding.Count == 0 || !ReferenceEquals(feeding[^1], source))
                {
                    feeding.Add(source);
                }

                if (trial.Holds(claim) && trial.Evaluate(expression) is not false)
                {
                    firing.Add(source);
                    break;
                }

                foreach (var (what, isEvent) in trial.BlameOf(expression, claim))
                {
                    (isEvent ? otherEvents : absent).Add(what);
                }
            }
        }

        if (firing.Count > 0)
        {
            return Reach(rule, RuleReachKind.CanFire, [], firing);
        }

        return feeding.Count == 0 ? new RuleReach(rule, RuleReachKind.NoLogSource, [WantedOf(rule.LogSource)], [], 0)
            : absent.Count == 0 ? Reach(rule, RuleReachKind.NoEvent, [.. otherEvents], feeding)
            : Reach(rule, RuleReachKind.NoField, [.. absent], feeding);
    }

    static RuleReach Reach(SigmaRule rule, RuleReachKind kind, IReadOnlyList<string> missing, List<SourceView> sources)
        => new(rule, kind, missing, [.. sources.Select(static s => s.Seen.Label).Distinct(StringComparer.Ordinal)], sources.Sum(static s => s.Seen.Records));

    // The channels of a service say more than its name to those who have to switch them on.
    static string WantedOf(SigmaLogSource source)
        => source is { Product: "windows", Service.Length: > 0 } && WindowsLogSources.ChannelsOf(source.Service).ToArray() is { Length: > 0 } channels
            ? string.Join(" or ", channels)
            : source.ToString();

    sealed class SourceView(LogSourceSeen seen, LogRoute route, bool isComplete)
    {
        readonly HashSet<string> exact = new(seen.Fields.Select(static f => f.Name), StringComparer.Ordinal);
        readonly HashSet<string> loose = new(seen.Fields.Select(static f => Loose(f.Name)), StringComparer.OrdinalIgnoreCase);

        public LogSourceSeen Seen => seen;

        public LogRoute Route => route;

        public bool Has(LogSourceClaim claim, string field)
            => !isComplete || FieldLookup.CandidatesOf(route.Pipeline, claim, field)
                .Any(path => path.Contains(".*.", StringComparison.Ordinal) ? HasUnder(path) : exact.Contains(path) || loose.Contains(Loose(path)));

        static string Loose(string name) => name.Replace(" ", "", StringComparison.Ordinal);

        bool HasUnder(string path)
        {
            var parts = path.Split(".*.", 2);
            return loose.Any(name => name.StartsWith(parts[0] + ".", StringComparison.OrdinalIgnoreCase) && name.EndsWith("." + Loose(parts[1]), StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>A rule held against one claim of one source: null is open.</summary>
    sealed class Trial(SourceView source, LogSourceClaim claim)
    {
        public bool Holds(LogSourceClaim of) => of.Conditions.All(condition => source.Has(claim, condition.Key));

        public bool? Evaluate(SigmaExpression expression) => expression switch
        {
            SigmaExpression.Selection selection => Evaluate(selection.Body),
            SigmaExpression.Negation negation => !Evaluate(negation.Part),
            SigmaExpression.AllOf all => All(all.Parts.Select(Evaluate)),
            SigmaExpression.AnyOf any => !All(any.Parts.Select(part => !Evaluate(part))),
            SigmaExpression.Match match => Evaluate(match.Predicate),
            _ => null,
        };

        /// <summary>The fewest missing things that make it false: fields, and events as people name them.</summary>
        public HashSet<(string What, bool IsEvent)> BlameOf(SigmaExpression expression, LogSourceClaim of)
            => Holds(of) ? Blame(expression) : [.. of.Conditions.Where(c => !source.Has(claim, c.Key)).Select(static c => (c.Key, false))];

        static bool? All(IEnumerable<bool?> parts)
        {
            bool? result = true;
            foreach (var part in parts)
            {
                if (part is false)
                {
                    return false;
                }

                if (part is null)
                {
                    result = null;
                }
            }

            return result;
        }

        HashSet<(string What, bool IsEvent)> Blame(SigmaExpression expression) => expression switch
        {
            SigmaExpression.Selection selection => Blame(selection.Body),
            SigmaExpression.AllOf all => all.Parts.Where(part => Evaluate(part) is false).Select(Blame).MinBy(static blame => blame.Count) ?? [],
            SigmaExpression.AnyOf any => [.. any.Parts.SelectMany(Blame)],
            SigmaExpression.Match match => [BlameOf(match.Predicate)],
            _ => [],
        };

        (string What, bool IsEvent) BlameOf(SigmaPredicate predicate) => predicate switch
        {
            _ when SelectorOf(predicate.Field) is not { Length: > 0 } => (predicate is SigmaPredicate.FieldReference r && source.Has(claim, r.Field) ? r.Other : predicate.Field, false),
            SigmaPredicate.Number number => ($"{predicate.Field} {number.Written}", true),
            SigmaPredicate.TextMatch text => ($"{predicate.Field} {text.Pattern.Canonical}", true),
            _ => (predicate.Field, true),
        };

        bool? Evaluate(SigmaPredicate predicate)
        {
            if (predicate.Field.Length == 0)
            {
                return null;
            }

            if (SelectorOf(predicate.Field) is { Length: > 0 } value)
            {
                return IsEqual(predicate, value);
            }

            var isThere = source.Has(claim, predicate.Field);
            return predicate switch
            {
                SigmaPredicate.Null => isThere ? null : true,
                SigmaPredicate.Exists exists => isThere ? null : !exists.IsThere,
                SigmaPredicate.FieldReference reference => isThere && source.Has(claim, reference.Other) ? null : false,
                _ => isThere ? null : false,
            };
        }

        static bool? IsEqual(SigmaPredicate predicate, string value) => predicate switch
        {
            SigmaPredicate.Number number => string.Equals(number.Written, value, StringComparison.OrdinalIgnoreCase),
            SigmaPredicate.TextMatch { Pattern.IsLiteral: true } text => string.Equals(text.Pattern.Canonical, value, StringComparison.OrdinalIgnoreCase),
            _ => null,
        };

        string? SelectorOf(string field)
        {
            for (var i = 0; i < source.Seen.Selectors.Count; i++)
            {
                if (string.Equals(source.Seen.Selectors[i], field, StringComparison.Ordinal))
                {
                    return source.Seen.Values[i];
                }
            }

            return null;
        }
    }
}
