using System.Globalization;
using Merlon.Assessment;
using Merlon.Pipelines;

namespace Merlon.Visibility;

/// <summary>Measures the data quality of what is seen of a log source in a scope; what cannot be measured is taken as stated, else asked for.</summary>
/// <param name="sight">What was looked through.</param>
/// <param name="organisation">What it states.</param>
/// <param name="facts">Which fields are needed.</param>
sealed class QualityMeter(MeasuredSight sight, Organisation organisation, VisibilityFacts facts)
{
    /// <summary>Share of records within a minute (an hour) from which a source is timely (acceptable), 0..1.</summary>
    public const double PromptShare = 0.95;

    /// <summary>Most records that may arrive before they happened where a source is timely, 0..1.</summary>
    public const double EarlyShareMax = 0.01;

    public DataQuality Of(SeenSource source)
    {
        var declared = organisation.LogSources
            .Where(s => string.Equals(s.KeyOf(), source.Key, StringComparison.Ordinal) && (s.Scopes.Count == 0 || s.Scopes.Contains(source.Scope, StringComparer.Ordinal)))
            .OrderByDescending(static s => s.Scopes.Count).FirstOrDefault();
        var place = string.Join(", ", source.Parts.Select(static p => p.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return new DataQuality(
        [
            Device(source, place) ?? Stated(declared, QualityDimension.Device, Ask(QualityDimension.Device, AskDevices(source))),
            Field(source, place) ?? Stated(declared, QualityDimension.Field, Ask(QualityDimension.Field, "which share of the needed fields is filled? No table says which fields these records need")),
            Timeliness(source, place) ?? Stated(declared, QualityDimension.Timeliness, Ask(QualityDimension.Timeliness, "how soon do records arrive? They hold no time of arrival of their own")),
            Consistency(source, place),
            Retention(source, declared, place) ?? Stated(declared, QualityDimension.Retention, Ask(QualityDimension.Retention, AskRetention(source))),
        ]);
    }

    /// <summary>Mean share of the needed fields that the records have filled, 0..1, weighted by records; null where no table says what they need.</summary>
    public FieldMeasure? FieldsOf(IEnumerable<SeenPart> parts)
    {
        var (sum, records) = (0.0, 0L);
        var lacking = new SortedDictionary<string, (long Filled, long Records)>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var needed = facts.NeededFieldsOf(part);
            if (needed.Count == 0 || part.Seen.Records == 0)
            {
                continue;
            }

            var filled = 0.0;
            foreach (var alternatives in needed)
            {
                var most = alternatives.Max(field => FilledOf(part, field));
                filled += Math.Min(1, (double)most / part.Seen.Records);
                var name = $"{part.Seen.Label} {string.Join(" or ", alternatives)}";
                var so = lacking.GetValueOrDefault(name);
                lacking[name] = (so.Filled + most, so.Records + part.Seen.Records);
            }

            sum += filled / needed.Count * part.Records;
            records += part.Records;
        }

        return records == 0 ? null : new FieldMeasure(
            Math.Min(1, sum / records), records, [.. lacking.Where(static l => l.Value.Filled < l.Value.Records).Select(static l => new FieldLack(l.Key, l.Value.Filled, l.Value.Records))]);
    }

    static long FilledOf(SeenPart part, string field)
        => part.Route.Claims.Select(static c => (LogSourceClaim?)c).DefaultIfEmpty(null).Max(claim => part.FieldOf(claim, field)?.Filled ?? 0);

    QualityLevel? Device(SeenSource source, string place)
    {
        var devices = sight.DevicesOf(source.Scope, source.Parts);
        return devices is { IsDeclared: true, Seen: > 0 }
            ? Measured(QualityDimension.Device, devices.Share, Text($"{devices.Seen:N0} of {devices.Of:N0} devices were seen{(devices.Seen > devices.Of ? ", more than are declared" : "")}"), place) with { Level = QualityScale.OfShare(devices.Share) }
            : null;
    }

    string AskDevices(SeenSource source)
    {
        var devices = sight.DevicesOf(source.Scope, source.Parts);
        return devices.Seen == 0 ? "which share of what it should cover does it cover? Its records name no device"
            : Text($"how many devices does {source.Scope} have? {devices.Seen:N0} sent it, of {devices.Of:N0} that sent anything of the kind");
    }

    QualityLevel? Field(SeenSource source, string place)
        => FieldsOf(source.Parts) is { } fields
            ? Measured(QualityDimension.Field, fields.Share, Text($"{fields.Share:0.0 %} of the needed fields are filled, over {fields.Records:N0} records{fields.LacksMost}"), place) with { Level = QualityScale.OfShare(fields.Share) }
            : null;

    static QualityLevel? Timeliness(SeenSource source, string place)
    {
        var arrivals = source.Parts.Select(static p => p.Seen.Arrivals).Where(static a => a.Records > a.Exact).ToArray(); // all the same: one was copied
        var records = arrivals.Sum(static a => a.Records);
        if (records == 0)
        {
            return null;
        }

        var minute = arrivals.Sum(static a => a.Exact + a.Minute);
        var hour = minute + arrivals.Sum(static a => a.Hour);
        var early = arrivals.Sum(static a => a.Early);
        var isExact = (double)early / records <= EarlyShareMax;
        var level = (double)minute / records >= PromptShare && isExact ? 5 : (double)hour / records >= PromptShare && isExact ? 3 : 1;
        var fields = string.Join(", ", arrivals.SelectMany(static a => a.Fields).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return Measured(
            QualityDimension.Timeliness, level / 5.0,
            Text($"{minute:N0} of {records:N0} records arrived within a minute, {hour:N0} within an hour, {early:N0} before they happened or by clocks that disagree ({fields})"), place) with { Level = level };
    }

    static QualityLevel Consistency(SeenSource source, string place)
    {
        var (sum, records) = (0.0, 0L);
        foreach (var events in source.Parts.GroupBy(static p => p.Seen.Label, StringComparer.OrdinalIgnoreCase))
        {
            var all = events.Sum(static p => p.Records);
            var best = events.GroupBy(static p => p.Pipeline.Name, StringComparer.Ordinal).Max(static g => g.Sum(static p => p.Records));
            sum += (double)best / all * events.Sum(p => Standard(p) * p.Records);
            records += all;
        }

        var share = records == 0 ? 0 : Math.Min(1, sum / records);
        var pipelines = source.Parts.Select(static p => p.Pipeline.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Measured(QualityDimension.Consistency, share, Text($"{share:0.0 %} of the fields stand under their standard names and in every record ({string.Join(", ", pipelines)})"), place)
            with { Level = QualityScale.OfConsistency(share) };
    }

    // Where the schema of an event is known, the share of it that is there; else how alike the records are.
    static double Standard(SeenPart part)
    {
        foreach (var claim in part.Route.Claims)
        {
            if (claim.Source.Service.Length > 0 && part.Seen.Values.Select(static v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1).DefaultIfEmpty(-1).Max() is >= 0 and var eventId
                && WindowsLogSources.FieldsOf(claim.Source.Service, eventId) is { Length: > 0 } schema)
            {
                return schema.Average(field => Math.Min(1, (double)(part.FieldOf(null, field)?.Present ?? 0) / part.Seen.Records));
            }
        }

        return part.Seen.Fields.Count == 0 ? 1 : part.Seen.Fields.Average(f => Math.Min(1, (double)f.Present / part.Seen.Records));
    }

    QualityLevel? Retention(SeenSource source, CollectedLogSource? declared, string place)
    {
        if ((declared?.RetentionDays ?? organisation.RetentionDays) is not { } needed || source is not { First: { } first, Last: { } last })
        {
            return null;
        }

        var days = (last - first).TotalDays;
        var share = Math.Min(1, days / needed);
        return Measured(QualityDimension.Retention, share, Text($"{days:0.#} days lie between the first and the last record, {needed:N0} are needed"), place) with { Level = QualityScale.OfShare(share) };
    }

    static string AskRetention(SeenSource source) => source is { First: { } first, Last: { } last }
        ? Text($"how many days are needed (retention_days)? {(last - first).TotalDays:0.#} days lie between the first and the last record")
        : "how many days is it kept? Its records have no time that can be read";

    static QualityLevel Stated(CollectedLogSource? declared, QualityDimension dimension, QualityLevel otherwise) => declared?.Quality?.Of(dimension) ?? otherwise;

    static QualityLevel Ask(QualityDimension dimension, string question) => new(dimension, 0, null, QualityBasis.Asked, question, "");

    static QualityLevel Measured(QualityDimension dimension, double share, string says, string place) => new(dimension, 0, share, QualityBasis.Measured, says, place);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How far the fields that judgement needs are filled.</summary>
/// <param name="Share">0..1.</param>
/// <param name="Records">Records looked at.</param>
/// <param name="Lacking">Fields that some records lack, ordinally.</param>
public sealed record FieldMeasure(double Share, long Records, IReadOnlyList<FieldLack> Lacking)
{
    internal string LacksMost => Lacking.MinBy(static l => (double)l.Filled / l.Records) is { } worst
        ? string.Create(CultureInfo.InvariantCulture, $"; most lacking {worst.Field}, {worst.Filled:N0} of {worst.Records:N0}")
        : "";
}

/// <summary>A needed field that some records lack.</summary>
/// <param name="Field">Source and field, such as <c>Security 4688 CommandLine</c>.</param>
/// <param name="Filled">Records in which it is filled.</param>
/// <param name="Records">Records that need it.</param>
public sealed record FieldLack(string Field, long Filled, long Records);
