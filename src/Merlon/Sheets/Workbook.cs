using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Merlon.Documents;

namespace Merlon.Sheets;

/// <summary>
/// Writes workbooks (ECMA-376, .xlsx) as a stream: no sheet is ever held as a whole, text stands in its cell (no table of
/// shared strings, which would have to be held), and the same sheets give the same bytes.
/// </summary>
static class Workbook
{
    static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the first that a ZIP can say
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes every sheet, at least one.</summary>
    /// <param name="output">Takes the file; stays open.</param>
    /// <param name="sheets">Sheets, left to right.</param>
    /// <param name="document">The file as the user named it, for what is said about it.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>What the format could not hold: rows, characters, links, names that were changed.</returns>
    public static IReadOnlyList<Diagnostic> Write(
        Stream output, IReadOnlyList<Sheet> sheets, string document, CancellationToken cancellationToken = default)
    {
        if (sheets.Count == 0)
        {
            throw new ArgumentException("a workbook has at least one sheet", nameof(sheets));
        }

        var diagnostics = new List<Diagnostic>();
        var names = SheetNames.Of(sheets.Select(static sheet => sheet.Name));
        var tabs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            tabs.TryAdd(sheets[i].Name, names[i]);
            if (!string.Equals(names[i], sheets[i].Name, StringComparison.Ordinal))
            {
                diagnostics.Add(new Diagnostic(
                    "SHEET009", Severity.Note, document, new SourceLocation(0, 0, names[i]), $"the sheet is named '{names[i]}', since a tab cannot have the name that was wished for",
                    Diagnostic.ExcerptOf(sheets[i].Name)));
            }
        }

        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true, Utf8);
        WriteXml(zip, "_rels/.rels", static xml =>
        {
            StartRelations(xml);
            WriteRelation(xml, "rId1", "officeDocument", "xl/workbook.xml");
            xml.WriteEndElement();
        });
        var styles = new StyleTable();
        var written = new List<WrittenSheet>();
        for (var i = 0; i < sheets.Count; i++)
        {
            var losses = new SheetLosses(document, names[i]);
            written.Add(WriteSheet(zip, sheets[i], i, styles, losses, tabs, cancellationToken) with { Name = names[i] });
            diagnostics.AddRange(losses.Diagnostics());
        }

        WriteXml(zip, "xl/styles.xml", styles.WriteTo);
        WriteXml(zip, "xl/workbook.xml", xml => WriteBook(xml, sheets, written));
        WriteXml(zip, "xl/_rels/workbook.xml.rels", xml =>
        {
            StartRelations(xml);
            for (var i = 1; i <= sheets.Count; i++)
            {
                WriteRelation(xml, Numbered("rId", i), "worksheet", Numbered("worksheets/sheet", i) + ".xml");
            }

            WriteRelation(xml, "rIdStyles", "styles", "styles.xml");
            xml.WriteEndElement();
        });
        WriteXml(zip, "[Content_Types].xml", xml => WriteTypes(xml, written));
        return diagnostics;
    }

    static WrittenSheet WriteSheet(
        ZipArchive zip, Sheet sheet, int index, StyleTable styles, SheetLosses losses, Dictionary<string, string> tabs, CancellationToken cancellationToken)
    {
        var number = index + 1;
        SheetPart? part = null;
        WriteXml(zip, Numbered("xl/worksheets/sheet", number) + ".xml", xml =>
        {
            part = new SheetPart(xml, sheet, styles, losses, tabs);
            part.Write(isFirst: index == 0, cancellationToken);
        });
        var (addresses, notes) = (part!.Addresses, part.Notes); // the writer above ran
        if (addresses.Count + notes.Count > 0)
        {
            WriteXml(zip, Numbered("xl/worksheets/_rels/sheet", number) + ".xml.rels", xml =>
            {
                StartRelations(xml);
                for (var i = 0; i < addresses.Count; i++)
                {
                    WriteRelation(xml, Numbered("rId", i + 1), "hyperlink", addresses[i], isOutside: true);
                }

                if (notes.Count > 0)
                {
                    WriteRelation(xml, "rIdNotes", "comments", Numbered("../comments", number) + ".xml");
                    WriteRelation(xml, "rIdDrawing", "vmlDrawing", Numbered("../drawings/vmlDrawing", number) + ".vml");
                }

                xml.WriteEndElement();
            });
        }

        if (notes.Count > 0)
        {
            WriteXml(zip, Numbered("xl/comments", number) + ".xml", xml => NoteParts.WriteTexts(xml, notes));
            using var boxes = new StreamWriter(Entry(zip, Numbered("xl/drawings/vmlDrawing", number) + ".vml"), Utf8);
            NoteParts.WriteBoxes(boxes, notes, number);
        }

        return new WrittenSheet("", part.Rows, part.HeaderColumns, notes.Count > 0);
    }

    static void WriteBook(XmlWriter xml, IReadOnlyList<Sheet> sheets, List<WrittenSheet> written)
    {
        xml.WriteStartElement("workbook", XmlNames.Main);
        xml.WriteAttributeString("xmlns", "r", null, XmlNames.Relations);
        xml.WriteStartElement("bookViews", XmlNames.Main);
        xml.WriteStartElement("workbookView", XmlNames.Main);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("sheets", XmlNames.Main);
        for (var i = 0; i < written.Count; i++)
        {
            xml.WriteStartElement("sheet", XmlNames.Main);
            xml.WriteAttributeString("name", written[i].Name);
            xml.WriteNumber("sheetId", i + 1);
            xml.WriteAttributeString("id", XmlNames.Relations, Numbered("rId", i + 1));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        WriteDefinedNames(xml, sheets, written);
        xml.WriteEndElement();
    }

    // A filter is a hidden name too, and a header is printed on every page.
    static void WriteDefinedNames(XmlWriter xml, IReadOnlyList<Sheet> sheets, List<WrittenSheet> written)
    {
        if (written.All(static one => one.HeaderColumns == 0))
        {
            return;
        }

        xml.WriteStartElement("definedNames", XmlNames.Main);
        for (var i = 0; i < written.Count; i++)
        {
            var (name, rows, columns, _) = written[i];
            if (columns == 0)
            {
                continue;
            }

            var tab = $"'{name.Replace("'", "''", StringComparison.Ordinal)}'!";
            if (sheets[i].HasFilter)
            {
                WriteDefinedName(xml, "_xlnm._FilterDatabase", i, tab + CellPlace.Fixed(1, 1, Math.Max(rows, 1), columns), isHidden: true);
            }

            WriteDefinedName(xml, "_xlnm.Print_Titles", i, tab + "$1:$1", isHidden: false);
        }

        xml.WriteEndElement();
    }

    static void WriteDefinedName(XmlWriter xml, string name, int sheet, string value, bool isHidden)
    {
        xml.WriteStartElement("definedName", XmlNames.Main);
        xml.WriteAttributeString("name", name);
        xml.WriteNumber("localSheetId", sheet);
        if (isHidden)
        {
            xml.WriteNumber("hidden", 1);
        }

        xml.WriteString(value);
        xml.WriteEndElement();
    }

    static void WriteTypes(XmlWriter xml, List<WrittenSheet> written)
    {
        const string Types = XmlNames.Package + "content-types", Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        xml.WriteStartElement("Types", Types);
        foreach (var (extension, type) in (ReadOnlySpan<(string, string)>)
            [
                ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
                ("xml", "application/xml"),
            ])
        {
            xml.WriteStartElement("Default", Types);
            xml.WriteAttributeString("Extension", extension);
            xml.WriteAttributeString("ContentType", type);
            xml.WriteEndElement();
        }

        WriteType("/xl/workbook.xml", "sheet.main+xml");
        WriteType("/xl/styles.xml", "styles+xml");
        for (var i = 0; i < written.Count; i++)
        {
            WriteType(Numbered("/xl/worksheets/sheet", i + 1) + ".xml", "worksheet+xml");
            if (written[i].HasNotes)
            {
                WriteType(Numbered("/xl/comments", i + 1) + ".xml", "comments+xml");
            }
        }

        xml.WriteEndElement();

        void WriteType(string part, string type)
        {
            xml.WriteStartElement("Override", Types);
            xml.WriteAttributeString("PartName", part);
            xml.WriteAttributeString("ContentType", Spreadsheet + type);
            xml.WriteEndElement();
        }
    }

    static void StartRelations(XmlWriter xml) => xml.WriteStartElement("Relationships", XmlNames.Package + "relationships");

    static void WriteRelation(XmlWriter xml, string id, string type, string target, bool isOutside = false)
    {
        xml.WriteStartElement("Relationship", XmlNames.Package + "relationships");
        xml.WriteAttributeString("Id", id);
        xml.WriteAttributeString("Type", $"{XmlNames.Relations}/{type}");
        xml.WriteAttributeString("Target", target);
        if (isOutside)
        {
            xml.WriteAttributeString("TargetMode", "External");
        }

        xml.WriteEndElement();
    }

    static void WriteXml(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        using var stream = Entry(zip, name);
        var settings = new XmlWriterSettings { Encoding = Utf8, NewLineHandling = NewLineHandling.None };
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument(standalone: true);
        write(xml);
        xml.WriteEndDocument();
    }

    static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = EntryTime;
        entry.ExternalAttributes = 0;
        return entry.Open();
    }

    static string Numbered(string text, int number) => text + number.ToString(CultureInfo.InvariantCulture);

    sealed record WrittenSheet(string Name, int Rows, int HeaderColumns, bool HasNotes);
}
