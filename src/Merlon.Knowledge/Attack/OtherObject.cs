namespace Merlon.Attack;

/// <summary>An object of a bundle that is no knowledge itself: who published it, under which licence, what it contains, a note.</summary>
/// <param name="Type">STIX type such as <c>identity</c>, <c>marking-definition</c>, <c>x-mitre-collection</c>.</param>
/// <param name="StixId">Its STIX id.</param>
/// <param name="Domain">Domain of the bundle that it stands in.</param>
/// <param name="Published">Its fields.</param>
public sealed record OtherObject(string Type, string StixId, string Domain, PublishedFields Published);
