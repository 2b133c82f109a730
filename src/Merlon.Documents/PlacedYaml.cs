using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Merlon.Documents;

/// <summary>A node of a YAML text with where it begins and ends there, as offsets. Only for texts that <see cref="YamlDocument"/> has read without an error.</summary>
abstract class PlacedYaml(int start, int end, bool isMarked)
{
    /// <summary>Offset of its first character, anchor and tag included.</summary>
    public int Start => start;

    /// <summary>Offset behind its last character; of a block, behind the last character of its last part.</summary>
    public int End => end;

    /// <summary>True when it has an anchor or a tag.</summary>
    public bool IsMarked => isMarked;

    /// <summary>The one document of a text; null when there are several, or when it is none.</summary>
    public static PlacedYaml? Of(string text)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            var root = Read(parser, text);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? root : null;
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    static PlacedYaml Read(Parser parser, string text)
    {
        switch (parser.Current)
        {
            case SequenceStart:
                var opened = parser.Consume<SequenceStart>();
                var items = new List<PlacedYaml>();
                while (parser.Current is not SequenceEnd)
                {
                    items.Add(Read(parser, text));
                }

                var closed = parser.Consume<SequenceEnd>();
                return new PlacedSequence(items, opened.Style == SequenceStyle.Flow, IndexOf(opened.Start), opened.Style == SequenceStyle.Flow || items.Count == 0 ? EndOf(closed, text) : items[^1].End, IsMarkedBy(opened));
            case MappingStart:
                var begun = parser.Consume<MappingStart>();
                var entries = new List<(PlacedYaml Key, PlacedYaml Value)>();
                while (parser.Current is not MappingEnd)
                {
                    var key = Read(parser, text);
                    entries.Add((key, Read(parser, text)));
                }

                var ended = parser.Consume<MappingEnd>();
                var last = entries.Count == 0 ? 0 : Math.Max(entries[^1].Key.End, entries[^1].Value.End);
                return new PlacedMapping(entries, begun.Style == MappingStyle.Flow, IndexOf(begun.Start), begun.Style == MappingStyle.Flow || entries.Count == 0 ? EndOf(ended, text) : last, IsMarkedBy(begun));
            case AnchorAlias:
                var alias = parser.Consume<AnchorAlias>();
                return new PlacedAlias(IndexOf(alias.Start), IndexOf(alias.End));
            default:
                var scalar = parser.Consume<Scalar>();
                var (from, to) = (IndexOf(scalar.Start), IndexOf(scalar.End));
                var isBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;
                return new PlacedScalar(scalar.Value, isBlock, from, isBlock ? from + text.AsSpan(from, to - from).TrimEnd().Length : to, IsMarkedBy(scalar));
        }
    }

    static bool IsMarkedBy(NodeEvent node) => !node.Anchor.IsEmpty || (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific);

    // The parser says where the closing bracket begins.
    static int EndOf(ParsingEvent end, string text) => IndexOf(end.End) is var at && at < text.Length && text[at] is ']' or '}' ? at + 1 : at;

    static int IndexOf(Mark mark) => checked((int)mark.Index);
}

/// <summary>A scalar and where it stands.</summary>
sealed class PlacedScalar(string text, bool isBlock, int start, int end, bool isMarked) : PlacedYaml(start, end, isMarked)
{
    /// <summary>The text as the document has it, without quotes.</summary>
    public string Text => text;

    /// <summary>True for one of several lines after <c>|</c> or <c>&gt;</c>.</summary>
    public bool IsBlock => isBlock;
}

/// <summary>A sequence and where it stands.</summary>
sealed class PlacedSequence(IReadOnlyList<PlacedYaml> items, bool isFlow, int start, int end, bool isMarked) : PlacedYaml(start, end, isMarked)
{
    /// <summary>The members of the list, in order.</summary>
    public IReadOnlyList<PlacedYaml> Items => items;

    /// <summary>True for one in brackets.</summary>
    public bool IsFlow => isFlow;
}

/// <summary>A mapping and where it stands.</summary>
sealed class PlacedMapping(IReadOnlyList<(PlacedYaml Key, PlacedYaml Value)> entries, bool isFlow, int start, int end, bool isMarked) : PlacedYaml(start, end, isMarked)
{
    /// <summary>Its entries.</summary>
    public IReadOnlyList<(PlacedYaml Key, PlacedYaml Value)> Entries => entries;

    /// <summary>True for one in braces.</summary>
    public bool IsFlow => isFlow;
}

/// <summary>A reference to an anchor and where it stands.</summary>
sealed class PlacedAlias(int start, int end) : PlacedYaml(start, end, isMarked: false);
