using Merlon.Logs.Evtx;

namespace Merlon.Logs.EventXml;

/// <summary>Turns one event in XML into fields, named as those of a binary event; values are text as written.</summary>
sealed class EventXmlRecord
{
    readonly ByteScratch outline = new(4096);
    readonly ByteScratch text = new(1024);
    readonly EventXmlOutline.Opened[] open = new EventXmlOutline.Opened[EvtxLimits.ElementDepthMax];
    readonly BinXmlReader binXml = new();

    /// <summary>Adds the fields of an event to <paramref name="record"/>, which is not emptied.</summary>
    /// <param name="xml">UTF-8, one <c>Event</c> element.</param>
    /// <param name="record">Takes the fields.</param>
    /// <returns>Why it could not be read; then the record may have some of the fields.</returns>
    public BinXmlFault ReadOne(ReadOnlySpan<byte> xml, LogEvent record)
    {
        var fault = EventXmlOutline.Write(xml, outline, text, open);
        return fault != BinXmlFault.None ? fault : binXml.ReadOutline(outline.Written, record);
    }
}
