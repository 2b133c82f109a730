using System.Globalization;
using System.Xml;

namespace Merlon.Sheets;

/// <summary>Namespaces of ECMA-376, and attributes that are numbers.</summary>
static class XmlNames
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    public const string Package = "http://schemas.openxmlformats.org/package/2006/";

    public static void WriteNumber(this XmlWriter xml, string name, int value)
        => xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));
}
