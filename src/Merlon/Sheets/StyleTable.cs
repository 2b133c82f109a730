using System.Globalization;
using System.Xml;

namespace Merlon.Sheets;

/// <summary>The different looks of a workbook, numbered as cells name them, and the part that describes them.</summary>
sealed class StyleTable
{
    const int FirstOwnNumberFormat = 164;

    readonly Dictionary<StyleKey, int> numbers = [];
    readonly List<StyleKey> looks = [];
    readonly Parts<(bool, bool, bool, bool, string?, double)> fonts = new();
    readonly Parts<string?> fills = new();
    readonly Parts<string?> borders = new();
    readonly Parts<string> numberFormats = new();
    readonly List<(int Font, int Fill, int Border, int Format)> parts = [];
    StyleKey last;
    int lastNumber;

    public StyleTable()
    {
        fills.Of(null);
        fills.Of("gray125"); // the format reserves the second fill
        last = new StyleKey(SheetStyle.Plain, SheetValue.Text, IsLink: false, IsQuoted: false);
        lastNumber = Add(last);
    }

    /// <summary>Number of a look.</summary>
    /// <param name="style">As the cell asks for it.</param>
    /// <param name="value">What the cell holds: days and moments have a number format of their own.</param>
    /// <param name="isLink">True to look like a link where the style has no colour.</param>
    /// <param name="isQuoted">True for text that would be a formula if it were typed in.</param>
    /// <param name="isFull">True when the workbook holds no further look and the plain one was given instead.</param>
    public int Of(SheetStyle style, SheetValue value, bool isLink, bool isQuoted, out bool isFull)
    {
        isFull = false;
        var key = new StyleKey(style, value is SheetValue.Day or SheetValue.Moment ? value : SheetValue.Text, isLink, isQuoted);
        if (ReferenceEquals(key.Style, last.Style) && key == last)
        {
            return lastNumber;
        }

        if (!numbers.TryGetValue(key, out var number))
        {
            if (looks.Count >= SheetLimits.StylesMax)
            {
                isFull = true;
                return 0;
            }

            number = Add(key);
        }

        last = key;
        lastNumber = number;
        return number;
    }

    int Add(StyleKey key)
    {
        var number = looks.Count;
        var style = key.Style;
        var color = SheetColor.Of(style.FontColor) ?? (key.IsLink ? "0563C1" : null);
        var format = key.Value switch
        {
            SheetValue.Day => "yyyy\\-mm\\-dd",
            SheetValue.Moment => "yyyy\\-mm\\-dd\\ hh:mm",
            _ => style.NumberFormat,
        };
        parts.Add((
            fonts.Of((style.IsBold, style.IsItalic, style.IsStruck, key.IsLink, color, Math.Clamp(style.FontPoints, 1, 409))),
            fills.Of(SheetColor.Of(style.Fill)),
            borders.Of(SheetColor.Of(style.BorderColor)),
            format is null ? -1 : numberFormats.Of(format)));
        looks.Add(key);
        numbers.Add(key, number);
        return number;
    }

    /// <summary>Writes the part; every cell has to be written by now.</summary>
    public void WriteTo(XmlWriter xml)
    {
        xml.WriteStartElement("styleSheet", XmlNames.Main);
        if (numberFormats.All.Count > 0)
        {
            Start(xml, "numFmts", numberFormats.All.Count);
            for (var i = 0; i < numberFormats.All.Count; i++)
            {
                xml.WriteStartElement("numFmt", XmlNames.Main);
                xml.WriteNumber("numFmtId", FirstOwnNumberFormat + i);
                xml.WriteAttributeString("formatCode", SheetText.Clean(numberFormats.All[i], out _));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        WriteFonts(xml);
        WriteFills(xml);
        WriteBorders(xml);
        Start(xml, "cellStyleXfs", 1);
        WriteFormat(xml, (0, 0, 0, -1), key: null);
        xml.WriteEndElement();
        Start(xml, "cellXfs", looks.Count);
        for (var i = 0; i < looks.Count; i++)
        {
            WriteFormat(xml, parts[i], looks[i]);
        }

        xml.WriteEndElement();
        Start(xml, "cellStyles", 1);
        xml.WriteStartElement("cellStyle", XmlNames.Main);
        xml.WriteAttributeString("name", "Normal");
        xml.WriteNumber("xfId", 0);
        xml.WriteNumber("builtinId", 0);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    void WriteFonts(XmlWriter xml)
    {
        Start(xml, "fonts", fonts.All.Count);
        foreach (var (isBold, isItalic, isStruck, isUnderlined, color, points) in fonts.All)
        {
            xml.WriteStartElement("font", XmlNames.Main);
            Flag(xml, "b", isBold);
            Flag(xml, "i", isItalic);
            Flag(xml, "strike", isStruck);
            Flag(xml, "u", isUnderlined);
            Value(xml, "sz", points.ToString(CultureInfo.InvariantCulture));
            if (color is not null)
            {
                Color(xml, "color", color);
            }

            Value(xml, "name", "Calibri");
            Value(xml, "family", "2");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    void WriteFills(XmlWriter xml)
    {
        Start(xml, "fills", fills.All.Count);
        foreach (var fill in fills.All)
        {
            xml.WriteStartElement("fill", XmlNames.Main);
            xml.WriteStartElement("patternFill", XmlNames.Main);
            xml.WriteAttributeString("patternType", fill is null ? "none" : fill.Length == 6 ? "solid" : fill);
            if (fill?.Length == 6)
            {
                Color(xml, "fgColor", fill);
                xml.WriteStartElement("bgColor", XmlNames.Main);
                xml.WriteNumber("indexed", 64);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    void WriteBorders(XmlWriter xml)
    {
        Start(xml, "borders", borders.All.Count);
        foreach (var color in borders.All)
        {
            xml.WriteStartElement("border", XmlNames.Main);
            foreach (var side in (ReadOnlySpan<string>)["left", "right", "top", "bottom"])
            {
                xml.WriteStartElement(side, XmlNames.Main);
                if (color is not null)
                {
                    xml.WriteAttributeString("style", "thin");
                    Color(xml, "color", color);
                }

                xml.WriteEndElement();
            }

            xml.WriteStartElement("diagonal", XmlNames.Main);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static void WriteFormat(XmlWriter xml, (int Font, int Fill, int Border, int Format) look, StyleKey? key)
    {
        xml.WriteStartElement("xf", XmlNames.Main);
        xml.WriteNumber("numFmtId", look.Format < 0 ? 0 : FirstOwnNumberFormat + look.Format);
        xml.WriteNumber("fontId", look.Font);
        xml.WriteNumber("fillId", look.Fill);
        xml.WriteNumber("borderId", look.Border);
        if (key is { } given)
        {
            xml.WriteNumber("xfId", 0);
            Applies(xml, "quotePrefix", given.IsQuoted);
            Applies(xml, "applyNumberFormat", look.Format >= 0);
            Applies(xml, "applyFont", look.Font > 0);
            Applies(xml, "applyFill", look.Fill > 0);
            Applies(xml, "applyBorder", look.Border > 0);
            WriteAlignment(xml, given.Style);
        }

        xml.WriteEndElement();
    }

    static void WriteAlignment(XmlWriter xml, SheetStyle style)
    {
        if (!style.Wraps && style is { Align: SheetAlign.General, IsMiddle: false })
        {
            return;
        }

        xml.WriteAttributeString("applyAlignment", "1");
        xml.WriteStartElement("alignment", XmlNames.Main);
        if (style.Align != SheetAlign.General)
        {
            xml.WriteAttributeString("horizontal", style.Align switch { SheetAlign.Left => "left", SheetAlign.Center => "center", _ => "right" });
        }

        if (style.IsMiddle || style.Wraps)
        {
            xml.WriteAttributeString("vertical", style.IsMiddle ? "center" : "top");
        }

        Applies(xml, "wrapText", style.Wraps);
        xml.WriteEndElement();
    }

    static void Applies(XmlWriter xml, string name, bool isSo)
    {
        if (isSo)
        {
            xml.WriteAttributeString(name, "1");
        }
    }

    static void Start(XmlWriter xml, string name, int count)
    {
        xml.WriteStartElement(name, XmlNames.Main);
        xml.WriteNumber("count", count);
    }

    static void Flag(XmlWriter xml, string name, bool isSo)
    {
        if (isSo)
        {
            xml.WriteStartElement(name, XmlNames.Main);
            xml.WriteEndElement();
        }
    }

    static void Value(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement(name, XmlNames.Main);
        xml.WriteAttributeString("val", value);
        xml.WriteEndElement();
    }

    static void Color(XmlWriter xml, string name, string color)
    {
        xml.WriteStartElement(name, XmlNames.Main);
        xml.WriteAttributeString("rgb", "FF" + color);
        xml.WriteEndElement();
    }

    readonly record struct StyleKey(SheetStyle Style, SheetValue Value, bool IsLink, bool IsQuoted);

    /// <summary>Different values, numbered in the order in which they came.</summary>
    sealed class Parts<T>
    {
        readonly Dictionary<ValueTuple<T>, int> numbers = []; // the tuple lets null be a key

        public List<T> All { get; } = [];

        public int Of(T value)
        {
            if (!numbers.TryGetValue(new(value), out var number))
            {
                number = All.Count;
                All.Add(value);
                numbers.Add(new(value), number);
            }

            return number;
        }
    }
}
