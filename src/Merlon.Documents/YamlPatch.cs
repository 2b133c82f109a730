namespace Merlon.Documents;

/// <summary>One step of a change, made in the text. Null where the place is written in a way that is not known here; whoever calls checks what the result says.</summary>
sealed class YamlPatch(string text, PlacedYaml root)
{
    readonly string lineBreak = text.AsSpan().IndexOf('\n') is > 0 and var at && text[at - 1] == '\r' ? "\r\n" : "\n";

    /// <summary>The text afterwards.</summary>
    public string? Make(YamlEdit step)
    {
        if (Chain(step.Path) is { } chain)
        {
            return step switch
            {
                YamlEdit.Put put => Replace(chain, put.Value),
                YamlEdit.Remove => Remove(chain),
                YamlEdit.Add add when chain[^1] is PlacedSequence { Items.Count: > 0 } sequence => Add(chain, sequence, add),
                _ => null,
            };
        }

        return step is YamlEdit.Put { Path.Steps: [.., { Key: { } key }] } fresh && Chain(fresh.Path.Parent) is { } parents && parents[^1] is PlacedMapping mapping
            ? AddEntry(parents, mapping, key, fresh.Value) : null;
    }

    /// <summary>The nodes from the root to a place, both included; null where it is not there or stands behind a reference.</summary>
    List<PlacedYaml>? Chain(YamlPath path)
    {
        List<PlacedYaml> chain = [root];
        foreach (var step in path.Steps)
        {
            var next = (chain[^1], step.Key) switch
            {
                (PlacedMapping mapping, { } key) => mapping.Entries.FirstOrDefault(e => e.Key is PlacedScalar name && string.Equals(name.Text, key, StringComparison.Ordinal)).Value,
                (PlacedSequence sequence, null) when step.Index < sequence.Items.Count => sequence.Items[step.Index],
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            chain.Add(next);
        }

        return chain;
    }

    string? Replace(List<PlacedYaml> chain, YamlNode value)
    {
        if (chain.Count < 2)
        {
            return null;
        }

        var (target, parent) = (chain[^1], chain[^2]);
        if (IsInFlow(chain, chain.Count - 1))
        {
            return Splice(target.Start, target.End, Spaced(target, YamlSpelling.Flow(value)));
        }

        if (parent is PlacedSequence items)
        {
            var at = Dash(items, IndexIn(items, target));
            var lines = at < 0 ? null : YamlSpelling.Item(value, Column(at));
            return lines is null ? null : Splice(target.Start, target.End, Spaced(target, string.Join(lineBreak, [lines[0].TrimStart(' ')[2..], .. lines.Skip(1)])));
        }

        var key = ((PlacedMapping)parent).Entries.First(e => ReferenceEquals(e.Value, target)).Key;
        var colon = ColonAfter(key.End);
        if (colon < 0)
        {
            return null;
        }

        var isBlock = IsBlockCollection(target);
        var first = LineStart(target.Start);
        if (isBlock && first <= colon)
        {
            return null;
        }

        if (YamlSpelling.IsInline(value))
        {
            return isBlock
                ? $"{text[..(colon + 1)]} {YamlSpelling.Inline(value)}{text[(colon + 1)..first]}{text[NextLine(target.End)..]}"
                : Splice(target.Start, target.End, Spaced(target, YamlSpelling.Inline(value)));
        }

        var block = YamlSpelling.Block(value, Column(key.Start) + 2);
        return isBlock
            ? WithLines(text[..first] + text[NextLine(target.End)..], first, block)
            : WithLines(text[..(colon + 1)] + text[target.End..], NextLine(target.End) - (target.End - colon - 1), block);
    }

    string? AddEntry(List<PlacedYaml> parents, PlacedMapping mapping, string key, YamlNode value)
    {
        if (IsInFlow(parents, parents.Count))
        {
            var written = $"{YamlSpelling.Of(key, isInFlow: true)}: {YamlSpelling.Flow(value)}";
            return mapping.Entries.Count > 0 ? Splice(EndOf(mapping.Entries[^1]), EndOf(mapping.Entries[^1]), $", {written}")
                : mapping.IsMarked ? null : Splice(mapping.Start + 1, mapping.End - 1, written);
        }

        var indent = Column(mapping.Entries[0].Key.Start);
        var spaces = new string(' ', indent);
        var at = parents.Count == 1 && ExampleOf(key, mapping) is { } example ? example : NextLine(EndOf(mapping.Entries[^1]));
        return WithLines(text, at, YamlSpelling.Entry(spaces, key, value, indent));
    }

    /// <summary>Where the file has a commented example of a key: what is written takes its place before it.</summary>
    int? ExampleOf(string key, PlacedMapping mapping)
    {
        foreach (var begin in (string[])[$"\n# {key}:", $"\n#{key}:"])
        {
            var at = text.IndexOf(begin, mapping.Start, StringComparison.Ordinal) + 1;
            if (at > 0 && !mapping.Entries.Any(entry => at > entry.Key.Start && at < EndOf(entry)))
            {
                return at;
            }
        }

        return null;
    }

    string? Add(List<PlacedYaml> chain, PlacedSequence sequence, YamlEdit.Add add)
    {
        var at = Math.Clamp(add.At ?? sequence.Items.Count, 0, sequence.Items.Count);
        if (IsInFlow(chain, chain.Count))
        {
            var written = string.Join(", ", add.Values.Select(YamlSpelling.Flow));
            return at == sequence.Items.Count
                ? Splice(sequence.Items[^1].End, sequence.Items[^1].End, $", {written}")
                : Splice(sequence.Items[at].Start, sequence.Items[at].Start, $"{written}, ");
        }

        var dash = Dash(sequence, 0);
        if (dash < 0)
        {
            return null;
        }

        var before = at == sequence.Items.Count ? -1 : Dash(sequence, at);
        if (at < sequence.Items.Count && (before < 0 || !IsFirstOnLine(before)))
        {
            return null;
        }

        var column = Column(dash);
        return WithLines(text, before < 0 ? NextLine(sequence.End) : LineStart(before), [.. add.Values.SelectMany(value => YamlSpelling.Item(value, column))]);
    }

    string? Remove(List<PlacedYaml> chain)
    {
        if (chain.Count < 2)
        {
            return null;
        }

        var (target, parent) = (chain[^1], chain[^2]);
        if (parent is PlacedSequence sequence)
        {
            var at = IndexIn(sequence, target);
            return IsInFlow(chain, chain.Count - 1) ? RemoveFromFlow([.. sequence.Items.Select(static item => (item.Start, item.End))], at)
                : sequence.Items.Count == 1 ? Replace(chain[..^1], YamlTree.List([]))
                : Dash(sequence, at) is >= 0 and var dash && IsFirstOnLine(dash) ? Splice(LineStart(dash), NextLine(target.End), "") : null;
        }

        var mapping = (PlacedMapping)parent;
        var place = mapping.Entries.ToList().FindIndex(e => ReferenceEquals(e.Value, target));
        var (key, end) = (mapping.Entries[place].Key, EndOf(mapping.Entries[place]));
        if (IsInFlow(chain, chain.Count - 1))
        {
            return RemoveFromFlow([.. mapping.Entries.Select(entry => (entry.Key.Start, EndOf(entry)))], place);
        }

        if (mapping.Entries.Count == 1)
        {
            return Replace(chain[..^1], YamlTree.Map());
        }

        if (IsFirstOnLine(key.Start))
        {
            return Splice(LineStart(key.Start), NextLine(end), "");
        }

        if (place + 1 >= mapping.Entries.Count)
        {
            return null;
        }

        var next = mapping.Entries[place + 1].Key.Start; // the entry stands behind a dash: the next one takes its place, unless a comment is between
        return Splice(key.Start, text.AsSpan(end, next - end).IsWhiteSpace() ? next : end, "");
    }

    string? RemoveFromFlow(List<(int Start, int End)> spans, int at)
    {
        var (start, end) = spans[at];
        var comma = CommaAfter(end);
        if (comma >= 0)
        {
            var rest = comma + 1;
            while (rest < text.Length && text[rest] == ' ')
            {
                rest++;
            }

            return text.AsSpan(end, comma - end).IsWhiteSpace() ? Splice(start, rest, "") : $"{text[..start]}{text[end..comma]}{text[(comma + 1)..]}";
        }

        if (at == 0)
        {
            return Splice(start, end, "");
        }

        comma = CommaAfter(spans[at - 1].End);
        return comma < 0 ? null
            : text.AsSpan(comma + 1, start - comma - 1).IsWhiteSpace() ? Splice(comma, end, "") : $"{text[..comma]}{text[(comma + 1)..start]}{text[end..]}";
    }

    int CommaAfter(int end) => SkipSpace(end) is var at && at < text.Length && text[at] == ',' ? at : -1;

    int ColonAfter(int end) => SkipSpace(end) is var at && at < text.Length && text[at] == ':' ? at : -1;

    /// <summary>Where the dash of an item stands, or -1.</summary>
    int Dash(PlacedSequence sequence, int index)
    {
        var at = index > 0 ? SkipSpace(sequence.Items[index - 1].End) : sequence.IsMarked ? -1 : sequence.Start;
        return at >= 0 && at < text.Length && text[at] == '-' ? at : -1;
    }

    /// <summary>The next character that is no space, line break or part of a comment.</summary>
    int SkipSpace(int at)
    {
        while (at < text.Length && (text[at] is ' ' or '\t' or '\n' or '\r' or '#'))
        {
            at = text[at] == '#' ? NextLine(at) : at + 1;
        }

        return at;
    }

    int EndOf((PlacedYaml Key, PlacedYaml Value) entry) => Math.Max(entry.Value.End, ColonAfter(entry.Key.End) + 1);

    static int IndexIn(PlacedSequence sequence, PlacedYaml item) => sequence.Items.ToList().FindIndex(one => ReferenceEquals(one, item));

    static bool IsInFlow(List<PlacedYaml> chain, int count) => chain.Take(count).Any(static node => node is PlacedSequence { IsFlow: true } or PlacedMapping { IsFlow: true });

    static bool IsBlockCollection(PlacedYaml node) => node is PlacedSequence { IsFlow: false } or PlacedMapping { IsFlow: false };

    // After key: or a dash an empty value has no space before it yet.
    string Spaced(PlacedYaml target, string written) => target.Start == target.End && target.Start > 0 && text[target.Start - 1] is ':' or '-' ? " " + written : written;

    bool IsFirstOnLine(int at) => text.AsSpan(LineStart(at), at - LineStart(at)).TrimStart(' ').IsEmpty;

    int Column(int at) => at - LineStart(at);

    int LineStart(int at) => text.AsSpan(0, at).LastIndexOf('\n') + 1;

    int NextLine(int at) => text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;

    string Splice(int start, int end, string written) => string.Concat(text.AsSpan(0, start), written, text.AsSpan(end));

    string WithLines(string within, int at, List<string> lines)
    {
        var block = string.Concat(lines.Select(line => line + lineBreak));
        return at > 0 && within[at - 1] != '\n' ? within[..at] + lineBreak + block + within[at..] : within[..at] + block + within[at..];
    }
}
