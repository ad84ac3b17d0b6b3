// Who is at the other end of a conversation, as the record calls them.
import {h} from "/dom.js";
import {t} from "/words.js";

const browser = " by browser"; // behind the address of whoever used a terminal of the page

export const party = ({account, peer}) => account ?? peer.replace(browser, "");
export const byBrowser = ({peer}) => peer.endsWith(browser) && h("span", {class: "badge"}, t("by_browser"));
