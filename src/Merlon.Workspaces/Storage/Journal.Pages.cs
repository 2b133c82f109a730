using Dapper;
using Merlon.Attack;

namespace Merlon.Workspaces.Storage;

sealed partial class Journal
{
    // The last entry about each statement: it says whether the statement is in force.
    const string LastEntries = """
        FROM entry n
        JOIN evidence e ON e.id = n.evidence_id
        WHERE NOT EXISTS (SELECT 1 FROM entry m WHERE m.evidence_id = n.evidence_id AND m.sequence > n.sequence)
        """;

    /// <summary>Statements with their last change, the latest first: one page of those that a query asks for, and how many there are.</summary>
    public JournalPage Page(JournalQuery query)
        => Guarded(() =>
        {
            var (conditions, parameters) = ConditionsOf(query);
            var where = LastEntries + string.Concat(conditions.Select(static condition => " AND " + condition));
            var total = connection.ExecuteScalar<long>($"SELECT COUNT(*) {where}", parameters);
            if (query.Before is not null)
            {
                where += " AND n.sequence < @before";
            }

            var rows = connection.Query<EntryRow, EvidenceRow, JournalStatement>(
                $"SELECT {EntryRow.Columns}, {EvidenceRow.Columns} {where} ORDER BY n.sequence DESC LIMIT @limit OFFSET @offset",
                static (entry, evidence) => StatementOf(entry, evidence), parameters, splitOn: "Id");
            return new JournalPage(total, [.. rows]);
        });

    /// <summary>What was recorded at each instant, the latest first.</summary>
    /// <param name="most">Most instants, 1 or more.</param>
    public IReadOnlyList<JournalDay> Days(int most)
        => Guarded<IReadOnlyList<JournalDay>>(() =>
        [
            .. connection.Query<(string At, long Stated, long Withdrawn)>(
                $"""
                SELECT n.recorded_at, COUNT(CASE WHEN n.change = '{JournalText.Stated}' THEN 1 END), COUNT(CASE WHEN n.change = '{JournalText.Withdrawn}' THEN 1 END)
                FROM entry n GROUP BY n.recorded_at ORDER BY n.recorded_at DESC LIMIT @most
                """,
                new { most }).Select(static row => new JournalDay(JournalText.Instant(row.At), row.Stated, row.Withdrawn)),
        ]);

    static (List<string> Conditions, object Parameters) ConditionsOf(JournalQuery query)
    {
        List<string> conditions = [];
        void When(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }

        var technique = query.Technique is { } word && TechniqueId.TryParse(word.AsSpan(), out var id) ? id.ToString() : query.Technique;
        When(technique is not null, "(e.technique = @technique OR e.technique_as_written = @technique)");
        When(query.Kind is not null, "e.kind = @kind");
        When(query.Axis is not null, "e.axis = @axis");
        When(query.Scope is not null, "e.scope = @scope");
        When(query.Source is not null, "lower(e.source) LIKE @source ESCAPE '!'");
        When(query.Text is not null, "(lower(e.statement) LIKE @text ESCAPE '!' OR lower(e.place) LIKE @text ESCAPE '!' OR lower(e.source) LIKE @text ESCAPE '!')");
        When(query.From is not null, "n.recorded_at >= @from");
        When(query.To is not null, "n.recorded_at < @to");
        When(query.State == JournalState.InForce, $"n.change = '{JournalText.Stated}'");
        When(query.State == JournalState.Withdrawn, $"n.change = '{JournalText.Withdrawn}'");
        return (conditions, new
        {
            technique,
            kind = query.Kind is { } kind ? JournalText.Of(kind) : null,
            axis = query.Axis is { } axis ? JournalText.Of(axis) : null,
            scope = query.Scope,
            source = Pattern(query.Source),
            text = Pattern(query.Text),
            from = query.From is { } from ? JournalText.Of(StartOf(from)) : null,
            to = query.To is { } to && to < DateOnly.MaxValue ? JournalText.Of(StartOf(to.AddDays(1))) : "9999",
            before = query.Before ?? 0,
            limit = query.Limit,
            offset = query.Offset,
        });
    }

    static string? Pattern(string? words) => words is null
        ? null
        : $"%{words.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";

    static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    static JournalStatement StatementOf(EntryRow entry, EvidenceRow evidence)
    {
        var known = entry.ToEntry(evidence);
        return new JournalStatement(known.Evidence, !known.IsWithdrawn, known.RecordedAt, known.Sequence);
    }
}
