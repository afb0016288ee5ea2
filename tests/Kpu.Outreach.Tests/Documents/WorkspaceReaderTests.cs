using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Documents;

public sealed class WorkspaceReaderTests
{
    [Fact]
    public async Task A_valid_workspace_reads_whole_and_without_problems()
    {
        using var workspace = TempWorkspace.Valid();
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        Assert.Empty(reading.Problems);
        Assert.False(reading.IsPartial);
        Assert.Equal("KPU Kota Blitar", reading.Name);
        Assert.Equal(["laman", "instagram"], reading.Model.Accounts.Select(a => a.Key));
        Assert.Equal("laman", reading.Model.Accounts[0].Settings["folder"]);
        var campaign = Assert.Single(reading.Model.Campaigns);
        Assert.Equal(Purpose.Socialization | Purpose.VoterEducation, campaign.Purpose);
        Assert.Equal(new DateSpan(new(2023, 11, 10), new(2024, 2, 14)), campaign.Period);
        Assert.Equal(TimeSpan.FromMinutes(5), campaign.Activities[0].Stagger);
        Assert.Equal(new DateTime(2023, 12, 14, 9, 0, 0), campaign.Activities[0].When);
        var material = Assert.Single(reading.Model.Materials);
        Assert.Equal("Datanglah ke TPS pada {fact:hari-pemungutan}. Dasarnya PKPU 3/2022.", material.Body);
        Assert.Equal(["@instagram", "@instagram @jv"], material.Variants.Select(v => v.Name));
        Assert.Equal(("instagram", "jv", "@instagram", "Dina coblosan", "Aja lali ya."), (material.Variants[1].Channel, material.Variants[1].Language, material.Variants[1].BasedOn, material.Variants[1].Title, material.Variants[1].Body));
    }

    [Fact]
    public async Task Every_element_knows_where_it_was_written()
    {
        using var workspace = TempWorkspace.Valid();
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        var (campaign, material, fact) = (reading.Model.Campaigns[0], reading.Model.Materials[0], reading.Model.Facts[0]);
        Assert.Equal("outreach.json:7:5 accounts[0]", reading.Places.Find(reading.Model.Accounts[0]).ToString());
        Assert.Equal("facts.json:2:55 facts[0].value", reading.Places.Find(fact, "value").ToString());
        Assert.Equal("campaigns/tahapan.json:13:111 activities[0].materials[0]", reading.Places.Find(campaign.Activities[0], "materials[0]").ToString());
        Assert.Equal("materials/hari-h.md:4:10 summary", reading.Places.Find(material, "summary").ToString());
        Assert.Equal("materials/hari-h.md:11:1 body", reading.Places.Find(material, "body").ToString());
        Assert.Equal("materials/hari-h.md:15:1 @instagram", reading.Places.Find(material.Variants[0], "body").ToString());
        Assert.Equal("materials/hari-h.md:19:8 @instagram @jv", reading.Places.Find(material.Variants[1], "title").ToString());
        Assert.Equal(Place.Unknown, reading.Places.Find(new object()));
    }
}
