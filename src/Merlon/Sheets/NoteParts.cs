using System.Globalization;
using System.Xml;

namespace Merlon.Sheets;

/// <summary>The two parts that notes need: their texts, and the boxes that old drawing markup describes.</summary>
static class NoteParts
{
    const int LineChars = 36, LinesMin = 3, LinesMax = 24;

    /// <summary>Texts (ECMA-376 part 1, 18.7).</summary>
    public static void WriteTexts(XmlWriter xml, IReadOnlyList<SheetNote> notes)
    {
        xml.WriteStartElement("comments", XmlNames.Main);
        xml.WriteStartElement("authors", XmlNames.Main);
        xml.WriteElementString("author", XmlNames.Main, "Merlon");
        xml.WriteEndElement();
        xml.WriteStartElement("commentList", XmlNames.Main);
        foreach (var note in notes)
        {
            xml.WriteStartElement("comment", XmlNames.Main);
            xml.WriteAttributeString("ref", note.Place);
            xml.WriteNumber("authorId", 0);
            xml.WriteStartElement("text", XmlNames.Main);
            SheetPart.WriteText(xml, note.Text);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Boxes, hidden until one points at the cell (ECMA-376 part 4, 19.4: VML).</summary>
    public static void WriteBoxes(TextWriter output, IReadOnlyList<SheetNote> notes, int sheetNumber)
    {
        output.Write("<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">");
        output.Write(Line($"<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{sheetNumber}\"/></o:shapelayout>"));
        output.Write("<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">");
        output.Write("<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>");
        var id = 1;
        foreach (var note in notes)
        {
            var (left, top, bottom) = (note.Column, Math.Max(0, note.Row - 2), Math.Max(0, note.Row - 2) + LinesOf(note.Text) + 1);
            output.Write(Line($"<v:shape id=\"note{sheetNumber}_{id}\" type=\"#_x0000_t202\" style=\"position:absolute;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">"));
            output.Write("<v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox/>");
            output.Write(Line($"<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left},15,{top},2,{left + 3},15,{bottom},4</x:Anchor>"));
            output.Write(Line($"<x:AutoFill>False</x:AutoFill><x:Row>{note.Row - 1}</x:Row><x:Column>{note.Column - 1}</x:Column></x:ClientData></v:shape>"));
            id++;
        }

        output.Write("</xml>");
    }

    static int LinesOf(string text)
    {
        var lines = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lines += 1 + line.Length / LineChars;
        }

        return Math.Clamp(lines, LinesMin, LinesMax);
    }

    static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
