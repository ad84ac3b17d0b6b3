// Sheets as somebody hears them who can't see them: in the order of the file, by headings, lists and tables.
#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeFilter.h>
#include <Poco/DOM/NodeIterator.h>
#include <gtest/gtest.h>

#include <regex>

#include "labs/course/class/sheets.h"
#include "labs/course/class_for_tests.h"
#include "shared/text/text.h"

namespace postlab::course::read_aloud_test {

namespace fs = std::filesystem;
using Poco::XML::Element;
using Poco::XML::Node;

class ReadAloud : public ClassOnDisk {
protected:
    /// Every sheet of the labs that came with the program, for a student of each language, and how to dial.
    std::vector<fs::path> pages() {
        const Labs all = read_labs(fs::path(POSTLAB_SOURCE_DIR) / "labs");
        course.set_server({"192.0.2.7", "31025", "31110"});
        write_sheets(course, all, {"", "", SheetForm::html}, folder_.path());
        std::vector<fs::path> pages;
        for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
            if (entry.path().extension() == ".html") pages.push_back(entry.path());
        return pages;
    }

private:
    TemporaryDirectory folder_;
};

/// A page, element by element, in the order in which it is read.
class Page {
public:
    explicit Page(const fs::path& file) : name_(file.filename().string()) {
        Poco::XML::DOMParser parser;
        parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, false);
        document_ = parser.parseString(contents(file));
        Poco::XML::NodeIterator nodes(document_, Poco::XML::NodeFilter::SHOW_ELEMENT);
        while (Node* node = nodes.nextNode()) elements_.push_back(static_cast<Element*>(node));
    }

    void is_in_a_language() const {
        EXPECT_NE(root()->getAttribute("lang"), "") << name_;
        for (const Element* element : all({"article"})) EXPECT_NE(element->getAttribute("lang"), "") << name_;
    }
    /// From one heading to the next at most one level down; the page begins with the first level.
    void has_headings_in_order() const {
        int level = 0;
        for (const Element* heading : all({"h1", "h2", "h3", "h4", "h5", "h6"})) {
            const int next = heading->tagName()[1] - '0';
            EXPECT_LE(next, level + 1) << name_ << ": " << text_of(heading);
            EXPECT_NE(text_of(heading), "") << name_;
            level = next;
        }
        EXPECT_GE(level, 1) << name_ << " has no heading";
    }
    void has_tables_with_headers() const {
        for (Element* table : all({"table"})) {
            std::size_t headers = 0;
            for (const Element* one : within(table, "th")) {
                ++headers;
                EXPECT_TRUE(one->getAttribute("scope") == "col" || one->getAttribute("scope") == "row")
                    << name_ << ": " << text_of(one);
            }
            EXPECT_GT(headers, 0u) << name_ << ": " << text_of(table);
        }
    }
    void has_lists_that_are_lists() const {
        static const std::regex counted("^([-*•·–]|[0-9]+[.)])\\s.*");
        for (const Element* item : all({"li"})) {
            const std::string parent = static_cast<Element*>(item->parentNode())->tagName();
            EXPECT_TRUE(parent == "ul" || parent == "ol") << name_ << ": " << text_of(item);
        }
        for (const Element* paragraph : all({"p"}))
            EXPECT_FALSE(std::regex_match(text_of(paragraph), counted)) << name_ << ": " << text_of(paragraph);
    }
    void describes_its_pictures() const {
        for (const Element* image : all({"img"})) EXPECT_NE(image->getAttribute("alt"), "") << name_;
        for (Element* drawing : all({"svg"})) EXPECT_FALSE(within(drawing, "title").empty()) << name_;
    }
    /// Nothing is read elsewhere than where it stands, and no link is empty.
    void is_read_as_it_stands() const {
        for (const Element* element : elements_)
            EXPECT_FALSE(element->hasAttribute("tabindex") && element->getAttribute("tabindex") != "0") << name_;
        for (const Element* link : all({"a", "button"})) EXPECT_NE(text_of(link), "") << name_;
    }

private:
    const Element* root() const { return document_->documentElement(); }
    std::vector<Element*> all(const std::vector<std::string>& names) const {
        std::vector<Element*> found;
        for (Element* element : elements_)
            if (std::ranges::find(names, element->tagName()) != names.end()) found.push_back(element);
        return found;
    }
    std::vector<Element*> within(Element* outer, const std::string& name) const {
        std::vector<Element*> found;
        for (Element* element : all({name}))
            for (const Node* up = element->parentNode(); up != nullptr; up = up->parentNode())
                if (up == outer) found.push_back(element);
        return found;
    }
    static std::string text_of(const Node* node) { return std::string(trimmed(node->innerText())); }

    const std::string name_;
    Poco::XML::AutoPtr<Poco::XML::Document> document_;
    std::vector<Element*> elements_;
};

TEST_F(ReadAloud, sheets_are_headings_lists_and_tables_in_the_order_of_the_file) {
    const std::vector<fs::path> all = pages();
    EXPECT_GT(all.size(), 30u);
    for (const fs::path& file : all) {
        const Page page(file);
        page.is_in_a_language();
        page.has_headings_in_order();
        page.has_tables_with_headers();
        page.has_lists_that_are_lists();
        page.describes_its_pictures();
        page.is_read_as_it_stands();
    }
}

}  // namespace postlab::course::read_aloud_test
