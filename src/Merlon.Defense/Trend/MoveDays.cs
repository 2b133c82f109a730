using Merlon.Assessment;

namespace Merlon.Trend;

/// <summary>
/// Keeps apart that days passed and that statements came or went: only a statement that both moments have ages between them. One that only the
/// later moment has is as old as it is there wherever it is folded, and one that only the earlier has likewise; its date is moved for that.
/// </summary>
sealed class MoveDays(TrendInputs before, TrendInputs after)
{
    readonly HashSet<string> old = before.Evidence.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
    readonly HashSet<string> now = after.Evidence.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>True when a statement that both moments have is dated between them.</summary>
    public bool IsAnyAhead => after.Evidence.Any(e => e.Date > before.Day && e.Date <= after.Day && old.Contains(e.Id));

    /// <summary>A statement of the earlier moment, to be folded at one of the two days.</summary>
    public Evidence OfOld(Evidence statement, DateOnly day)
        => statement.Date is { } date && day != before.Day && !now.Contains(statement.Id) && statement.Kind != EvidenceKind.Test
            ? statement with { Date = Moved(date, after.Day.DayNumber - before.Day.DayNumber) }
            : statement;

    /// <summary>A statement of the later moment, to be folded at one of the two days.</summary>
    public Evidence OfNew(Evidence statement, DateOnly day)
    {
        if (statement.Date is not { } date || day == after.Day || old.Contains(statement.Id))
        {
            return statement;
        }

        // A test keeps its place among the others: the later one speaks. One dated after the earlier day is of that day there.
        return statement.Kind != EvidenceKind.Test ? statement with { Date = Moved(date, before.Day.DayNumber - after.Day.DayNumber) }
            : date > before.Day && date <= after.Day ? statement with { Date = before.Day }
            : statement;
    }

    static DateOnly Moved(DateOnly date, int days) => DateOnly.FromDayNumber(Math.Clamp(date.DayNumber + days, 0, DateOnly.MaxValue.DayNumber));
}
