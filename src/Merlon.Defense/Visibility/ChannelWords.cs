using System.Globalization;
using Merlon.Assessment;
using Merlon.Facts;

namespace Merlon.Visibility;

/// <summary>
/// Reads channel texts: event ids first, then the reviewed table Facts/channel-words.tsv, lines whose words stand in the text
/// before those that take any. The table is the product's own, so what is wrong in it is a bug and throws.
/// </summary>
sealed class ChannelWords
{
    const string TableName = "channel-words.tsv";
    const int ColumnsCount = 6;
    const string AnyText = "*";
    const string IdWords = "EventCode";

    readonly Line[] lines;
    readonly Dictionary<(string, string), ChannelNeed> known = [];

    ChannelWords(IEnumerable<string[]> rows) => lines = [.. rows.Select(static row => new Line(row))];

    public static ChannelWords OpenBuiltIn() => new(FactsTable.OpenBuiltIn(TableName, ColumnsCount).Rows);

    public static ChannelWords Read(string text) => new(FactsTable.Parse(TableName, text, ColumnsCount).Rows);

    public ChannelNeed Of(string name, string channel)
    {
        lock (known)
        {
            if (!known.TryGetValue((name, channel), out var need))
            {
                known.Add((name, channel), need = Find(name, channel));
            }

            return need;
        }
    }

    ChannelNeed Find(string name, string channel)
    {
        var own = lines.Where(line => line.IsFor(name)).ToArray();
        var filedElsewhere = own.Where(line => line.Words.Any(static w => w.StartsWith(IdWords, StringComparison.Ordinal)) && line.Speaks(channel)).ToArray();
        if (filedElsewhere.Length > 0)
        {
            return new ChannelNeed(name, channel, ChannelReading.EventIds, [.. filedElsewhere.Select(static line => line.Alternative)]);
        }

        if (LogChannel.EventIdsOf(channel) is { Count: > 0 } ids)
        {
            return new ChannelNeed(name, channel, ChannelReading.EventIds, [ChannelAlternative.Any with { EventIds = ids }]);
        }

        if (channel.Length == 0 || string.Equals(channel, "None", StringComparison.OrdinalIgnoreCase))
        {
            return new ChannelNeed(name, channel, ChannelReading.Whole, [ChannelAlternative.Any]);
        }

        var named = own.Select(line => line.NamesIn(channel)).FirstOrDefault(static names => names.Count > 0);
        var spoken = own.Where(line => line.Speaks(channel)).Select(static line => line.Alternative).ToArray();
        if (named is not null)
        {
            return new ChannelNeed(name, channel, ChannelReading.EventNames, [ChannelAlternative.Any with { Events = named }, .. spoken]);
        }

        if (spoken.Length == 0)
        {
            spoken = [.. own.Where(static line => line.TakesAny).Select(static line => line.Alternative)];
        }

        return new ChannelNeed(name, channel, spoken.Length > 0 ? ChannelReading.Table : ChannelReading.Unread, spoken);
    }

    sealed class Line
    {
        readonly string[] names;
        readonly ChannelNameForm? form;

        public Line(string[] row)
        {
            names = FactsTable.Split(row[0], ';');
            Words = FactsTable.Split(row[1], ';');
            TakesAny = Words is [AnyText];
            form = Words.Length == 1 ? ChannelNames.FormOf(Words[0]) : null;
            Alternative = new ChannelAlternative(
                FactsTable.Split(row[2], ';'), FactsTable.Split(row[3], ','), form is null ? FactsTable.Split(row[4], ',') : [],
                [.. FactsTable.Split(row[5], ',').Select(static id => int.Parse(id, CultureInfo.InvariantCulture))]);
        }

        public string[] Words { get; }

        public bool TakesAny { get; }

        public ChannelAlternative Alternative { get; }

        public bool IsFor(string name) => Array.Exists(names, own => own.EndsWith('*')
            ? name.AsSpan().StartsWith(own.AsSpan(0, own.Length - 1), StringComparison.OrdinalIgnoreCase)
            : string.Equals(own, name.Trim(), StringComparison.OrdinalIgnoreCase));

        public bool Speaks(string channel) => !TakesAny && form is null && Array.Exists(Words, word => ChannelNames.HasWord(channel, word));

        public IReadOnlyList<string> NamesIn(string channel) => form is { } known ? ChannelNames.In(channel, known) : [];
    }
}
