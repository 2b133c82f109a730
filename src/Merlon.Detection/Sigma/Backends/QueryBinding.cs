using System.Collections.Immutable;
using Merlon.Documents;
using Merlon.Pipelines;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Binds a rule to a table: the log source becomes conditions on the pipeline's selectors, one alternative for each claim that
/// feeds the rule, in the claim's own names of fields; a field that the table lacks is missing in every record.
/// </summary>
sealed class QueryBinding(TranslationOptions options)
{
    /// <summary>Most comparisons of keywords with columns in one rule.</summary>
    public const int KeywordTestsMax = 20_000;

    int keywordTests;

    /// <summary>What cannot be bound, or null.</summary>
    public Translation.Refused? Refusal { get; private set; }

    /// <summary>Columns that the log source asks for and the table lacks.</summary>
    public SortedSet<string> MissingSelectors { get; } = new(StringComparer.Ordinal);

    /// <summary>The rule as a condition on rows; where <see cref="Refusal"/> is set it means nothing.</summary>
    public QueryNode Bind(SigmaRule rule, SigmaExpression expression)
    {
        if (!options.IsWithLogSource)
        {
            return Bind(expression, claim: null);
        }

        if (options.Pipeline is not { } pipeline)
        {
            Refuse("log source", "name the pipeline that knows it, or leave the log source out", rule.Location);
            return QueryNode.False;
        }

        var origins = RecordOrigins.Of(pipeline, rule.LogSource);
        if (origins.IsEmpty)
        {
            Refuse($"log source {rule.LogSource}", $"the pipeline {pipeline.Name} has no such records; name another, or leave the log source out", rule.Location);
            return QueryNode.False;
        }

        if (options.Columns is null && options.JsonColumn.Length == 0)
        {
            // Collectors that write their own channel are told by a column that a table need not have.
            origins = [.. origins.Where(static origin => !origin.When.Any(static w => w.Value is ["ForwardedEvents"]))];
        }

        // Origins that call fields alike share one copy of the expression.
        var alternatives = origins
            .GroupBy(static origin => RecordOrigins.RenamesOf(origin.Claim.Renames), StringComparer.Ordinal)
            .Select(group => QueryNode.AllOf([QueryNode.AnyOf(group.Select(origin => Bind(origin, rule.Location))), Bind(expression, group.First().Claim)]));
        return QueryNode.AnyOf([.. alternatives]);
    }

    QueryNode Bind(RecordOrigin origin, SourceLocation location)
    {
        var selectors = origin.When.Select(condition => Selector(condition.Key, condition.Value, location));
        var further = origin.Claim.Conditions.Select(condition => Bind(TextOf(condition.Key, condition.Value, location), origin.Claim));
        return QueryNode.AllOf([.. selectors, .. further]);
    }

    QueryNode Selector(string field, ImmutableArray<string> values, SourceLocation location)
    {
        if (FieldOf(field, claim: null) is null)
        {
            MissingSelectors.Add(field);
        }

        return QueryNode.AnyOf(values.Select(value => Bind(TextOf(field, value, location), claim: null)));
    }

    static SigmaPredicate.TextMatch TextOf(string field, string value, SourceLocation location)
        => new(field, SigmaPattern.FromCanonical(value), IsCased: false, location);

    QueryNode Bind(SigmaExpression expression, LogSourceClaim? claim) => expression switch
    {
        SigmaExpression.AllOf all => QueryNode.AllOf(all.Parts.Select(part => Bind(part, claim))),
        SigmaExpression.AnyOf any => QueryNode.AnyOf(any.Parts.Select(part => Bind(part, claim))),
        SigmaExpression.Negation negation => QueryNode.NotOf(Bind(negation.Part, claim)),
        SigmaExpression.Selection selection => Bind(selection.Body, claim),
        SigmaExpression.Match match => Bind(match.Predicate, claim),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    QueryNode Bind(SigmaPredicate predicate, LogSourceClaim? claim)
    {
        if (predicate.Field.Length == 0)
        {
            return BindKeyword(predicate);
        }

        var field = FieldOf(predicate.Field, claim);
        var other = predicate is SigmaPredicate.FieldReference reference ? FieldOf(reference.Other, claim) : field;
        if (predicate is SigmaPredicate.Exists { IsThere: var isThere })
        {
            if (field is null)
            {
                return isThere ? QueryNode.False : QueryNode.True;
            }

            return isThere ? new QueryNode.Test(predicate, field, field)
                : QueryNode.NotOf(new QueryNode.Test(new SigmaPredicate.Exists(predicate.Field, IsThere: true, predicate.Location), field, field));
        }

        return field is null || other is null ? predicate is SigmaPredicate.Null ? QueryNode.True : QueryNode.False : new QueryNode.Test(predicate, field, other);
    }

    QueryNode BindKeyword(SigmaPredicate predicate)
    {
        if (options.KeywordColumn.Length > 0)
        {
            return BindKeywordColumn(predicate);
        }

        if (options.Columns is not { } columns || options.JsonColumn.Length > 0)
        {
            Refuse("keywords", "say which columns the table has, or which column holds every value", predicate.Location);
            return QueryNode.False;
        }

        keywordTests += columns.Length;
        if (keywordTests > KeywordTestsMax)
        {
            Refuse("keywords over too many columns", "name a column that holds every value", predicate.Location);
            return QueryNode.False;
        }

        return QueryNode.AnyOf(columns.Select(QueryNode (column) => new QueryNode.Test(predicate, new QueryField([column]), new QueryField([column]))));
    }

    // One value a line: what lies within one line lies within one value.
    QueryNode BindKeywordColumn(SigmaPredicate predicate)
    {
        var isContained = predicate is SigmaPredicate.TextMatch text && text.Pattern.Canonical is [SigmaPattern.AnyRun, .. var inner, SigmaPattern.AnyRun]
            && inner.Length > 0 && inner.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne, '\n') < 0;
        if (!isContained)
        {
            Refuse("keywords with wildcards", "say which columns the table has instead of a column that holds every value", predicate.Location);
            return QueryNode.False;
        }

        var field = new QueryField([options.KeywordColumn]);
        return new QueryNode.Test(predicate, field, field);
    }

    /// <summary>Where a field stands, or null where the table has no such column.</summary>
    QueryField? FieldOf(string field, LogSourceClaim? claim)
    {
        var candidates = options.Pipeline is { } pipeline ? FieldLookup.CandidatesOf(pipeline, claim, field).ToList() : [field];
        if (options.JsonColumn.Length > 0 && options.Columns is null)
        {
            // The document says itself what it has; a prefix with a wildcard has no path.
            return new QueryField([.. candidates.Where(static path => !path.Contains('*', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)]);
        }

        if (options.Index is not { } index)
        {
            return new QueryField([PrimaryOf(field, candidates)]);
        }

        var found = new List<string>();
        foreach (var isExact in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var path in candidates)
            {
                found.AddRange(index.Find(path, isExact));
            }
        }

        return found.Count == 0 ? null : new QueryField([.. found.Distinct(StringComparer.Ordinal)]);
    }

    // The one name that data of this shape has for a field: its own path, else behind the prefix under which the shape's
    // fields lie. Flat Windows events have the names that rules have.
    string PrimaryOf(string field, List<string> candidates)
    {
        var name = candidates[0];
        if (options.Pipeline is not { } pipeline || !string.Equals(name, field, StringComparison.Ordinal) && !pipeline.IsWindows)
        {
            return name;
        }

        var marker = pipeline.Markers.IsEmpty || pipeline.Markers[0].IsEmpty ? "" : pipeline.Markers[0][0];
        var prefix = pipeline.Prefixes.FirstOrDefault(p => !p.Contains('*', StringComparison.Ordinal) && marker.StartsWith(p[..(p.IndexOf('.', StringComparison.Ordinal) + 1)], StringComparison.Ordinal));
        var isOwnName = pipeline.IsWindows && prefix is null && !pipeline.Selectors.Contains(name, StringComparer.Ordinal);
        return !isOwnName && pipeline.Paths.TryGetValue(name, out var paths) && !paths.IsEmpty ? paths[0] : prefix + name;
    }

    void Refuse(string feature, string advice, SourceLocation location) => Refusal ??= new Translation.Refused(feature, advice, location);
}
