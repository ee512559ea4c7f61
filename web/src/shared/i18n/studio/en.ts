const words = {};
export default words;
