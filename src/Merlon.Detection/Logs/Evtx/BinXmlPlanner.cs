using System.Text;

namespace Merlon.Logs.Evtx;

/// <summary>Makes a <see cref="BinXmlPlan"/> of an outline that <see cref="BinXmlOutline"/> wrote.</summary>
sealed class BinXmlPlanner
{
    readonly List<BinXmlLeaf> leaves = [];
    readonly Stack<Element> open = new();

    /// <summary>An element that is not closed yet.</summary>
    sealed class Element(string name, BinXmlPlace place)
    {
        public string Name { get; } = name;

        public BinXmlPlace Place { get; } = place;

        public List<(string Name, List<BinXmlPart> Parts)> Attributes { get; } = [];

        public List<BinXmlPart> Parts { get; } = [];

        public bool HasElements { get; set; }

        public bool IsInContent { get; set; }

        /// <summary>Pieces of the attribute that names the field; null where none does.</summary>
        public List<BinXmlPart>? Naming { get; set; }
    }

    /// <summary>The plan of an outline that stands at <paramref name="place"/>.</summary>
    public static BinXmlPlan Plan(ReadOnlySpan<byte> outline, BinXmlPlace place)
    {
        var planner = new BinXmlPlanner();
        planner.Read(outline, place);
        planner.MarkRepeated();
        return planner.leaves.Count == 0 ? BinXmlPlan.Empty : new BinXmlPlan([.. planner.leaves]);
    }

    void Read(ReadOnlySpan<byte> outline, BinXmlPlace place)
    {
        var at = 0;
        while (at < outline.Length)
        {
            switch (outline[at++])
            {
                case BinXmlOutline.Open:
                    var inside = place;
                    if (open.TryPeek(out var parent))
                    {
                        parent.HasElements = true;
                        inside = InsideOf(parent);
                    }

                    open.Push(new Element(BinXmlPlace.LocalName(TextAt(outline, ref at)), inside));
                    break;
                case BinXmlOutline.Attribute:
                    open.Peek().Attributes.Add((TextAt(outline, ref at), []));
                    break;
                case BinXmlOutline.Content:
                    EndTag(open.Peek());
                    break;
                case BinXmlOutline.Text:
                    Add(new BinXmlPart(Encoding.UTF8.GetBytes(TextAt(outline, ref at)), 0));
                    break;
                case BinXmlOutline.Close:
                    EndElement(open.Pop());
                    break;
                default:
                    Add(new BinXmlPart(null, BinXmlOutline.BytesAt(outline, at) / 2));
                    at += 2;
                    break;
            }
        }
    }

    void Add(BinXmlPart part)
    {
        var element = open.Peek();
        if (element.IsInContent)
        {
            element.Parts.Add(part);
        }
        else if (element.Attributes.Count > 0)
        {
            element.Attributes[^1].Parts.Add(part);
        }
    }

    void EndTag(Element element)
    {
        element.IsInContent = true;
        foreach (var (name, parts) in element.Attributes)
        {
            if (name == "Name" && BinXmlPlace.IsNamedByAttribute(element.Name) && element.Place.Part is EventPart.EventData or EventPart.Inside)
            {
                element.Naming = parts;
            }
            else if (!BinXmlPlace.IsNamespace(name))
            {
                leaves.Add(new BinXmlLeaf(
                    Encoding.UTF8.GetBytes(element.Place.FieldOfAttribute(element.Name, BinXmlPlace.LocalName(name))), "", [], [.. parts],
                    element.Place.Depth, InsideOf(element), IsRepeated: false, IsNullKept: false));
            }
        }
    }

    void EndElement(Element element)
    {
        var parts = element.Parts;
        if (element.HasElements)
        {
            parts.RemoveAll(static part => part.Text is { } text && text.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0);
        }

        var isContainer = element.HasElements || element.Place.Part is EventPart.Document or EventPart.Event or EventPart.UserData;
        var isNullKept = !isContainer && element.Place.HoldsValues && element.Attributes.TrueForAll(
            attribute => BinXmlPlace.IsNamespace(attribute.Name) || ReferenceEquals(attribute.Parts, element.Naming));
        if (parts.Count == 0 && !isNullKept)
        {
            return;
        }

        var (name, isStatic) = NameOf(element);
        leaves.Add(new BinXmlLeaf(
            isStatic ? Encoding.UTF8.GetBytes(element.Place.FieldOf(element.Name, name)) : null,
            element.Place.Prefix, isStatic ? [] : [.. element.Naming ?? []], [.. parts], element.Place.Depth, InsideOf(element),
            IsRepeated: element is { Name: "Data", Naming: null, Place.Part: EventPart.EventData }, isNullKept));
    }

    static string TextAt(ReadOnlySpan<byte> outline, ref int at)
    {
        var text = Encoding.Unicode.GetString(outline.Slice(at + 2, BinXmlOutline.BytesAt(outline, at)));
        at += 2 + BinXmlOutline.BytesAt(outline, at);
        return text;
    }

    static BinXmlPlace InsideOf(Element element)
    {
        var (name, isStatic) = NameOf(element);
        return element.Place.Enter(element.Name, isStatic && name is not null ? name : element.Name);
    }

    static (string? Name, bool IsStatic) NameOf(Element element)
        => element.Naming is not { } parts ? (null, true)
        : parts.TrueForAll(static part => part.Text is not null) ? (string.Concat(parts.Select(static part => Encoding.UTF8.GetString(part.Text ?? []))), true)
        : (null, false);

    // Several elements of one name: a list written out. Each of them counts, as the elements of an array do.
    void MarkRepeated()
    {
        foreach (var same in leaves.Where(static leaf => leaf is { Name: not null }).GroupBy(static leaf => (Encoding.UTF8.GetString(leaf.Name ?? []), leaf.Depth)).Where(static group => group.Skip(1).Any()).ToList())
        {
            foreach (var leaf in same)
            {
                leaves[leaves.IndexOf(leaf)] = leaf with { IsRepeated = true };
            }
        }
    }
}
