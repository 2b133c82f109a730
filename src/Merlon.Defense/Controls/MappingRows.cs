using System.Globalization;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>Counts the rows of one file and says what was refused, each reason once with its number and the first places.</summary>
sealed class MappingRows(DiagnosticLog log)
{
    const int PlacesMax = 3;

    readonly SortedDictionary<string, (int Count, List<string> Places)> refused = new(StringComparer.Ordinal);

    public int Read { get; private set; }

    public int Mapped { get; private set; }

    public int NonMappable { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Begins a row; false for one past the limit, which is refused.</summary>
    public bool Begin()
    {
        Read++;
        if (Read <= MappingLimits.RowsMax)
        {
            return true;
        }

        Refuse("lies past the most rows that are taken", "");
        return false;
    }

    public void Map() => Mapped++;

    public void LeaveUnmapped() => NonMappable++;

    public void Refuse(string reason, string place)
    {
        Refused++;
        var (count, places) = refused.GetValueOrDefault(reason, (0, []));
        if (places.Count < PlacesMax && place.Length > 0)
        {
            places.Add(Diagnostic.ExcerptOf(place));
        }

        refused[reason] = (count + 1, places);
    }

    /// <summary>The counts; what was refused goes to the log.</summary>
    public MappingCounts ToCounts()
    {
        foreach (var (reason, (count, places)) in refused)
        {
            log.Warn(
                "MAP004", SourceLocation.Whole,
                string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "row" : "rows")} refused: {reason}"),
                places.Count == 0 ? null : string.Join("; ", places));
        }

        return new(Read, Mapped, NonMappable, Refused, [.. refused.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Count))]);
    }
}
